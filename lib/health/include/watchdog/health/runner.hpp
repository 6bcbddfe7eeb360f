// SPDX-License-Identifier: MIT
#pragma once

#include <functional>

#include "watchdog/process/spawn.hpp"

namespace watchdog::health {

/// Runs the commands of exec probes. A seam, because on POSIX only one may reap the children of a
/// process: where a loop does so already, it stands behind this. LoopRunner is for where none does.
class Runner {
 public:
  using OnExit = std::function<void(const process::Exit&)>;

  Runner() = default;
  Runner(const Runner&) = delete;
  Runner& operator=(const Runner&) = delete;
  virtual ~Runner() = default;

  /// Starts a command. After success, and not before start() has returned, `on_exit` is called
  /// once, when it has ended, by force or not, and what it left in its group or job as well.
  /// Errors: process::spawn's.
  virtual Result<process::Pid> start(const process::Command& command, OnExit on_exit) = 0;
  /// Ends by force what start() gave, with its group or job. Only until its exit was told.
  virtual void kill(process::Pid pid) = 0;
};

}  // namespace watchdog::health
