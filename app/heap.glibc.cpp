// SPDX-License-Identifier: MIT
#include "heap.hpp"

#include <malloc.h>

namespace watchdog::app {

void trim_heap() { ::malloc_trim(0); }

}  // namespace watchdog::app
