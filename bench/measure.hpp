// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::bench {

/// What a victim says first: its pid, and the time of its first instruction.
struct Record {
  long pid;
  long nanoseconds;  ///< CLOCK_MONOTONIC
};

/// A command whose output leads nowhere.
process::Command silent(std::string program, std::vector<std::string> arguments);

/// The same for our own program, with its state in `folder`, so that nothing of before plays a
/// part.
process::Command apart(process::Command watchdog, const std::string& folder);

/// The same clock, in nanoseconds.
long now();

/// Where the victims of one run speak, in a folder of its own that goes with it.
class Ear {
 public:
  Ear();
  Ear(const Ear&) = delete;
  Ear& operator=(const Ear&) = delete;
  ~Ear();

  const std::string& folder() const { return folder_; }
  std::string path() const { return folder_ + "/fifo"; }
  /// The next victim's word; none when nothing comes for 20 seconds.
  std::optional<Record> next();
  /// That many of them; fewer when no more come.
  std::vector<Record> next(std::size_t count);
  void empty();

 private:
  std::string folder_;
  UniqueHandle fifo_;
};

/// The least that any supervisor must do, for `words`: VICTIM FIFO COUNT.
[[noreturn]] void run_floor(char** words);

/// The path of this very program, which is the floor when it is called with --floor.
std::string own_path();

/// Of values in order.
double percentile(const std::vector<double>& sorted, double share);

}  // namespace watchdog::bench
