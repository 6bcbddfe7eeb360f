// SPDX-License-Identifier: MIT
#include "close_range.kqueue.hpp"

namespace watchdog::process {

bool close_range_on_exec(int) noexcept { return false; }

}  // namespace watchdog::process
