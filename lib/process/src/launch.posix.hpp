// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <vector>

#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::process {

/// Everything a new process needs, made ready before it exists: between its birth and its program
/// nothing may allocate. Points into the command and our environment instead of copying them: this
/// stands between a death and the next life. Use it at once, and on one thread.
class Launch {
 public:
  explicit Launch(const Command& command);
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  Result<void> prepare();

  /// Runs in the child: group, signals, bond, and become(). Returns only on failure, with the
  /// reason kept for failure().
  void run() noexcept;
  /// Streams, directory, program, in this very process. Returns only on failure.
  void become() noexcept;
  /// Why run() failed; set from outside where the child shares no memory with us.
  void set_failure(int stage, int error) noexcept;
  int failed_stage() const noexcept { return failed_stage_; }
  int failed_error() const noexcept { return failed_error_; }
  /// What the child could not do.
  Error failure() const;

 private:
  Result<void> find();
  Result<void> open_streams();
  void fill_arguments();
  void fill_environment();
  bool place_streams() noexcept;
  bool tie_to_parent() const noexcept;

  const Command& command_;
  const int parent_;
  std::string program_;
  std::vector<const char*> arguments_;
  std::vector<const char*> environment_;
  std::array<UniqueHandle, 3> opened_;     ///< Of streams that lead to a file or a handle.
  std::array<NativeHandle, 3> streams_{};  ///< invalid_handle: inherited.
  // Written by a child that may share our memory; volatile, since the compiler sees no such writer.
  volatile int failed_stage_ = 0;
  volatile int failed_error_ = 0;
};

/// Closes (on exec) all descriptors but the three streams. Async-signal-safe.
void close_other_descriptors() noexcept;

/// Has the system kill this process when its parent dies; not 0: it can't, and errno says why.
/// Async-signal-safe.
int die_with_parent() noexcept;

/// Signals that are ignored would stay so. The real-time ones are nobody's default to ignore.
/// Async-signal-safe.
void default_signals() noexcept;

}  // namespace watchdog::process
