// SPDX-License-Identifier: MIT
#include <sys/prctl.h>

#include <csignal>

#include "launch.posix.hpp"

namespace watchdog::process {

int die_with_parent() noexcept { return ::prctl(PR_SET_PDEATHSIG, SIGKILL); }

}  // namespace watchdog::process
