// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <cstdint>

#include "watchdog/base/result.hpp"

namespace watchdog::process {

/// A process's number. It says little alone: the system hands a freed one to a stranger.
using Pid = std::uint32_t;

/// One process in the life of this boot. Two processes that had the same number one after the
/// other differ in `start`, which is compared and never converted.
/// Source: Linux /proc/PID/stat, field 22 (ticks since boot); macOS and FreeBSD kinfo_proc
/// (microseconds of the wall clock: shifts when that is set); Windows GetProcessTimes (100 ns).
struct Identity {
  Pid pid = 0;
  std::uint64_t start = 0;
  friend auto operator<=>(const Identity&, const Identity&) = default;
};

/// The process that has this number now.
/// Errors: no_such_process; permission_denied, where the system hides others' processes.
Result<Identity> identify(Pid pid);

/// This process, and the number of the one that started it (0 when the system does not say).
Pid own_pid() noexcept;

/// The first process of our session, mostly the shell one sits in; it need not be an ancestor.
/// 0: there is none, or it is not told (Windows).
Pid session_leader() noexcept;

}  // namespace watchdog::process
