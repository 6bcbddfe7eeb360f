// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/process/spawn.hpp"

namespace watchdog::process {

/// How a running process was started, as far as the system lets us read it.
struct Recall {
  Command command;      ///< Program, arguments, directory, environment; streams at their defaults.
  std::string missing;  ///< What could not be read, for people: "environment"; empty: nothing.
};

/// Source: Linux /proc/PID/{exe,cmdline,cwd,environ}; Windows the process's parameter block; macOS
/// and FreeBSD sysctl. Errors: no_such_process; permission_denied, when not even the program is
/// told.
Result<Recall> recall(const Identity& id);

}  // namespace watchdog::process
