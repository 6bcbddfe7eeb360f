// SPDX-License-Identifier: MIT
#include <unistd.h>

#include "watchdog/process/identity.hpp"

namespace watchdog::process {

Pid session_leader() noexcept {
  const pid_t leader = ::getsid(0);
  return leader > 0 ? static_cast<Pid>(leader) : 0;
}

}  // namespace watchdog::process
