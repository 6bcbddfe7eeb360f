// SPDX-License-Identifier: MIT
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

Pid session_leader() noexcept { return 0; }

}  // namespace watchdog::process
