// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/process/list.hpp"

namespace watchdog::process {

// Whoever starts programs with a setting of its own in their environment finds them again, and what
// they started in their turn, after it died itself: children inherit it. A program that clears its
// environment for another (sudo, env -i) loses the mark, and any process may forge it.

/// Every process whose initial environment holds exactly `setting`, "NAME=value"; this one is
/// among them if it does. Those that we may not read count as not marked, and so do zombies, and on
/// Linux a process in the midst of starting a program, for some microseconds: look again. On
/// Windows the hosts of consoles, which have the environment of the program whose console it is,
/// are left out. Source: Linux /proc/PID/environ, what the process began its program with, whatever
/// it set since; macOS and FreeBSD sysctl, the same; Windows the process's own memory, its settings
/// of now. On Linux a process that hangs in the kernel with its memory locked can make this wait.
/// Errors: invalid_argument (no "NAME="); those of reading the process table.
Result<std::vector<Entry>> find_marked(std::string_view setting);

/// A process, and the place of the setting that it bears among those that were looked for.
struct Marked {
  Entry entry;
  std::size_t setting;
};

/// The same for many settings, with one look at every process. Of one that bears several any one is
/// told. Errors: the same.
Result<std::vector<Marked>> find_marked(const std::vector<std::string>& settings);

/// The same of the process that has this number now; false when there is none.
bool is_marked(Pid pid, std::string_view setting);

/// The place of the setting among `settings` that the process bears which has this number now.
std::optional<std::size_t> mark_of(Pid pid, const std::vector<std::string>& settings);

}  // namespace watchdog::process
