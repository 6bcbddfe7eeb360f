// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "watchdog/process/spawn.hpp"

namespace watchdog::bench {

/// One way to keep a program alive.
struct Contender {
  std::string name;
  std::string note;          ///< How it was set up.
  process::Command command;  ///< Starts it.
  int uptime_ms;  ///< How long a victim lives before it is killed: beyond the throttle, if it has
                  ///< one.
  int share;      ///< Of the kills: 1 for all, 10 for a tenth, where each takes a second.
};

/// Those that are installed, with their files below `folder`; the floor and this project's first.
/// What is missing is named in `missing`.
std::vector<Contender> contenders(const std::string& self, const std::string& folder,
                                  const std::string& fifo, std::vector<std::string>& missing);

}  // namespace watchdog::bench
