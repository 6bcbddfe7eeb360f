// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::output {

/// Our own stdout and stderr; invalid_handle where there is none (a Windows service).
NativeHandle own_output() noexcept;
NativeHandle own_error() noexcept;

/// A place that programs' output is passed on to and that may stand still: our own stdout, which
/// may be a stopped terminal or a pipe nobody reads. Bytes go to it unchanged, by a thread of its
/// own (started by the first of them), so that the loop never waits.
///
/// While it takes what comes, nothing is lost: who writes waits, as without us. When a full buffer
/// (64 KiB) has not moved for a second, what comes is dropped and counted until it is empty again;
/// then the count is told there. One that is broken loses all, and is tried again with each write.
/// All but the thread is for the thread of the loop. Destroy it before the loop.
class Outlet {
 public:
  /// `to` is not owned, and must stay open as long as the program. How it was opened (blocking or
  /// not) is left as it is: others share it.
  Outlet(asio::io_context& loop, NativeHandle to);
  /// Waits a second, at most, for what is still to be written.
  ~Outlet();
  Outlet(const Outlet&) = delete;
  Outlet& operator=(const Outlet&) = delete;

  /// How much may be put now; 0: wait for when_room().
  std::size_t room() const;
  /// Calls `resume` once, from the loop, when there is room or no more use in waiting.
  void when_room(std::function<void()> resume);
  /// Takes all of it, even beyond the room there is.
  void put(std::string_view bytes);
  /// Blocks until all is written (true) or `deadline` (false).
  bool flush(Time deadline);
  /// Bytes lost in all.
  std::uint64_t lost() const;

 private:
  class Queue;
  class Waiters;
  std::shared_ptr<Queue> queue_;
  std::shared_ptr<Waiters> waiters_;
  bool started_ = false;
};

}  // namespace watchdog::output
