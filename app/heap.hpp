// SPDX-License-Identifier: MIT
#pragma once

namespace watchdog::app {

/// Gives memory that was freed back to the system, where the C library keeps it otherwise.
void trim_heap();

}  // namespace watchdog::app
