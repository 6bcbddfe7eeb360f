// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// A text for a report after the fact, to be taken before a hung process is ended: what it and all
/// that descends from it were doing. For each: name, number, parent, state, age, CPU time, memory,
/// image, folder, command line, limits, descriptors and where they lead, and what each thread waits
/// for, down to the kernel's stack. What may not be read says so in its place.
///
/// Bounded: 32 processes, 64 threads (those that wait uninterruptibly first) and 256 descriptors
/// each, 256 KiB. Names are text of strangers: each line is printable(). It holds command lines,
/// which may hold secrets, and no environments, which do.
///
/// It doesn't wait for a process that hangs in the kernel. What lies in the process's own memory,
/// its command line, is behind a lock that such a process may hold, so on Linux it is left out, and
/// said to be, when any thread waits uninterruptibly.
///
/// Source: Linux /proc; Windows the table with its threads, the parameter block and the modules'
/// names; macOS and FreeBSD sysctl and proc_pidinfo: threads, the number of descriptors.
/// Takes about a millisecond for a process of a few threads. Never fails: a process that is gone
/// gives a text that says so.
std::string evidence(const Identity& id);

}  // namespace watchdog::process
