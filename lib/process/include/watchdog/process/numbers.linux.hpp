// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// A process's number and what tells its holders apart: the inode of /proc/PID, which the system
/// hands over with the listing. It differs when the number went to another process and stays when a
/// process executes another program. It may change for a living process (memory pressure), so a
/// change says "look again" and no more.
struct Number {
  Pid pid = 0;
  std::uint64_t generation = 0;
  friend bool operator==(const Number&, const Number&) = default;
};

/// Appends to `found` what of an open /proc's listing comes next and finds room in `buffer`. False:
/// that was all. Threads may read one listing together: the system hands each piece out once.
/// Errors: those of reading /proc.
Result<bool> read_piece(NativeHandle proc, std::span<char> buffer, std::vector<Number>& found);

/// The numbers in use: the cheapest look at the process table there is (0.4 us a process; reading
/// even the name of one costs 7 us). Keeps /proc open and its buffers, for those who look often.
class Numbers {
 public:
  /// Errors: those of opening /proc.
  static Result<Numbers> open();
  /// The same for the threads of this process. Errors: those of opening /proc/self/task.
  static Result<Numbers> open_own_threads();

  /// All that run now, by number. Valid until the next call. Errors: those of reading /proc.
  Result<const std::vector<Number>*> read();
  /// The open /proc, to read below it.
  NativeHandle native_handle() const noexcept { return proc_.get(); }

 private:
  static Result<Numbers> open(const char* folder);
  explicit Numbers(UniqueHandle proc) : proc_(std::move(proc)), buffer_(std::size_t{1} << 16) {}

  UniqueHandle proc_;
  std::vector<char> buffer_;
  std::vector<Number> found_;
};

}  // namespace watchdog::process
