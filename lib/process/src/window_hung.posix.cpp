// SPDX-License-Identifier: MIT
#include "watchdog/process/vitals.hpp"

namespace watchdog::process {

bool window_hung(Pid) { return false; }  // Windows belong to a display server; see the header.

}  // namespace watchdog::process
