// SPDX-License-Identifier: MIT
#include <sys/types.h>
// After the types it uses.
#include <sys/procctl.h>
#include <unistd.h>

#include "watchdog/process/orphans.hpp"

namespace watchdog::process {

void adopt_orphans() noexcept { ::procctl(P_PID, ::getpid(), PROC_REAP_ACQUIRE, nullptr); }

}  // namespace watchdog::process
