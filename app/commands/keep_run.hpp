// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "commands/keep_programs.hpp"
#include "keeping/claims.hpp"
#include "report.hpp"

namespace watchdog::app {

/// What holds for all programs of one watchdog.
struct RunOptions {
  Voice voice;
  bool leave_orphans = false;  ///< What a program started outlives it.
  /// Signals that are passed on to the programs; none: forwarded_by_default().
  std::vector<int> forwarded;
  bool realtime = false;  ///< See take_realtime_class().
  /// Arguments that show whether a new watchdog would take what this one was given: see Renewal.
  std::vector<std::string> trial{"--version"};
};

/// Keeps the programs until none is left to keep or somebody stops us. Returns the exit code.
int run_keep(std::vector<Kept> programs, Claims claims, const RunOptions& options);

}  // namespace watchdog::app
