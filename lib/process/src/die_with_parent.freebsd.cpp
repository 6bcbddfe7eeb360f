// SPDX-License-Identifier: MIT
#include <sys/procctl.h>
#include <sys/types.h>
#include <sys/wait.h>

#include <csignal>

#include "launch.posix.hpp"

namespace watchdog::process {

int die_with_parent() noexcept {
  int signal = SIGKILL;
  return ::procctl(P_PID, 0, PROC_PDEATHSIG_CTL, &signal);
}

}  // namespace watchdog::process
