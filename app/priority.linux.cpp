// SPDX-License-Identifier: MIT
#include <sched.h>

#include "system.hpp"

namespace watchdog::app {

Result<void> take_realtime_class() {
  sched_param lowest{};
  lowest.sched_priority = ::sched_get_priority_min(SCHED_RR);
  if (::sched_setscheduler(0, SCHED_RR | SCHED_RESET_ON_FORK, &lowest) == 0) return {};
  return Error{last_system_error(), "take the real-time class", "",
               "it needs root, CAP_SYS_NICE or a limit (ulimit -r)"};
}

}  // namespace watchdog::app
