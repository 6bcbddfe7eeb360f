// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>

#include "watchdog/base/clock.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// What a process is doing and what it has used, at one moment.
struct Vitals {
  enum class Activity : std::uint8_t {
    active,           ///< Runs, or waits for something that it can be woken from.
    stopped,          ///< By SIGSTOP or its like, or held by a debugger; Windows: suspended.
    uninterruptible,  ///< In a wait that not even force ends before it is over (Linux, FreeBSD).
    zombie,           ///< Dead; somebody still has to take its exit.
    unknown           ///< Not told.
  };
  Activity activity = Activity::unknown;
  std::uint64_t resident_bytes = 0;  ///< Of memory, shared pages included.
  milliseconds
      cpu_time{};  ///< Of all its threads, its children's not included; in the system's
                   ///< ticks (Linux 10 ms, Windows 16 ms), so a short burst may be missing.
  unsigned threads = 0;
  milliseconds age{};  ///< Since its start.
};

/// One cheap look, made for once a second and process: it waits for nothing, whatever state the
/// process is in. The activity is that of its first thread; where that one alone has ended,
/// `active`.
/// Source: Linux /proc/PID/stat and CLOCK_BOOTTIME; macOS proc_pidinfo and FreeBSD kinfo_proc
/// (macOS: an age that shifts when the wall clock is set); Windows NtQuerySystemInformation, which
/// reads the whole table, half a millisecond for some hundred processes (an age that shifts too).
/// Errors: no_such_process, also when the number is now another's; permission_denied (macOS, for
/// another user's process; Linux, where /proc is hidden).
Result<Vitals> vitals(const Identity& id);

/// Whether a window of the process has not answered the user for some seconds: what Windows calls
/// "not responding". It asks the system, not the window, and never waits. Only windows on the
/// desktop of the caller are seen, so a service sees none.
/// False elsewhere: a window is no concern of the kernel's there, and what a display server knows
/// of it, it tells its window manager alone.
bool window_hung(Pid pid);

}  // namespace watchdog::process
