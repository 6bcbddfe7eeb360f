// SPDX-License-Identifier: MIT
#include "watchdog/process/orphans.hpp"

namespace watchdog::process {

void adopt_orphans() noexcept {}  // An orphan always becomes a child of launchd.

}  // namespace watchdog::process
