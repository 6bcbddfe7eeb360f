// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::block {

/// The kernel's question whether a file may be executed (fanotify). Who asks stands still until it
/// is answered, or until the last descriptor is closed, which allows it.
class ExecPermission {
 public:
  struct Question {
    UniqueHandle file;  ///< Open for reading.
    process::Pid asker = 0;
  };

  /// Errors: operation_not_permitted (CAP_SYS_ADMIN is needed), function_not_supported (a kernel
  /// without), invalid_argument (older than 5.0).
  static Result<ExecPermission> open();

  /// From now on questions come about files of what is mounted there; asked twice does no harm.
  Result<void> watch(const std::string& mount_point) const;
  /// The next question, if there is one.
  std::optional<Question> next() const;
  void answer(const UniqueHandle& file, bool allow) const;
  NativeHandle native_handle() const noexcept { return group_.get(); }

 private:
  explicit ExecPermission(UniqueHandle group) : group_(std::move(group)) {}
  UniqueHandle group_;
};

/// Answers by descriptor of the group and number of the file, for who has no objects any more.
/// Async-signal-safe.
void allow_exec(NativeHandle group, int file) noexcept;
/// Takes the next question and allows it; false when there is none. Async-signal-safe.
bool allow_next_exec(NativeHandle group) noexcept;

/// The path of an open file; a deleted one has the path that it had.
std::string path_of(const UniqueHandle& file);

}  // namespace watchdog::block
