// SPDX-License-Identifier: MIT
#include "heap.hpp"

namespace watchdog::app {

void trim_heap() {}

}  // namespace watchdog::app
