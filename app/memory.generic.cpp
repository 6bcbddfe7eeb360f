// SPDX-License-Identifier: MIT
#include "system.hpp"

namespace watchdog::app {

void forget_start_up() {}  // The system takes back by itself what is not used.

}  // namespace watchdog::app
