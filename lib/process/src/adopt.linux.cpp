// SPDX-License-Identifier: MIT
#include <sys/prctl.h>

#include "watchdog/process/orphans.hpp"

namespace watchdog::process {

void adopt_orphans() noexcept { ::prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0); }

}  // namespace watchdog::process
