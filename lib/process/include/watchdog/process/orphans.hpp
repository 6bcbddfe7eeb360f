// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/base/clock.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// From now on descendants whose parent died become our children, wherever they hid themselves
/// (double fork, setsid), so that end_descendants() finds them and we can reap them. For a program
/// whose whole purpose is its children: the setting holds for the process.
/// Source: Linux PR_SET_CHILD_SUBREAPER; elsewhere nothing (a job object does it on Windows).
void adopt_orphans() noexcept;

/// Ends by force all that descends from this process and reaps it, until nothing is left or `limit`
/// is over: what starts another and ends is caught between the two sooner or later. Returns how
/// many processes were ended. On Windows nothing is left to do: the job objects have done it.
unsigned end_descendants(milliseconds limit = milliseconds(5'000));

}  // namespace watchdog::process
