// SPDX-License-Identifier: MIT
#include "watchdog/process/orphans.hpp"

namespace watchdog::process {

void adopt_orphans() noexcept {}  // A child's job object holds them, whoever their parent is.

unsigned end_descendants(milliseconds) { return 0; }

}  // namespace watchdog::process
