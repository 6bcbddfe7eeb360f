// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::block {

/// The kernel's proc connector: a netlink group that is sent every fork, exec, rename and exit of
/// the machine.
class ProcConnector {
 public:
  /// What one read gave.
  enum class Kind : std::uint8_t {
    changed,  ///< `pid` executes another file or changed its title.
    other,    ///< Nothing of interest.
    lost,   ///< The kernel dropped events: the buffer was full. It drops more, untold, until empty.
    empty,  ///< No more for now.
    broken  ///< No more for ever; errno tells.
  };
  struct Event {
    Kind kind = Kind::empty;
    process::Pid pid = 0;
    Time when{};  ///< It did so.
  };

  /// Subscribes and proves that events come: renames this process to the name it has, and waits
  /// for the event of that. Tries the kernel's own filter first (6.6 and later, open to everyone),
  /// then the older form (administrators). Errors: operation_not_permitted; protocol_not_supported
  /// and connection_refused (another network namespace); timed_out (another process namespace).
  static Result<ProcConnector> open();

  Event read() const;
  NativeHandle native_handle() const noexcept { return socket_.get(); }
  /// Only exec and rename are sent; otherwise everything is, and sorted out here.
  bool filtered() const noexcept { return filtered_; }

 private:
  ProcConnector(UniqueHandle socket, bool filtered)
      : socket_(std::move(socket)), filtered_(filtered) {}
  static Result<ProcConnector> subscribe(bool filtered);
  bool proven() const;

  UniqueHandle socket_;
  bool filtered_ = false;
};

}  // namespace watchdog::block
