// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/keep/loop_host.hpp"

namespace watchdog::keep {

/// Ends by force what a program left behind that another keeper had started, and tells how many
/// they were: they are in no container of ours, and come to us neither as children nor by their
/// group. Their mark is what they are known by. Looks at all processes.
void end_left_by_adopted(const Containment& containment, Index program);

}  // namespace watchdog::keep
