// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

#include <vector>

#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// Whether it is a window of a program's own, that no other goes with, and no console's.
bool is_main_window(HWND window);

/// Asks the main windows of these processes to close, as their close button does. The processes
/// must be held meanwhile. Returns how many windows were asked.
unsigned close_windows(const std::vector<Pid>& processes);

}  // namespace watchdog::process
