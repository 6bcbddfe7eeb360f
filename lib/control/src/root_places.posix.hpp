// SPDX-License-Identifier: MIT
#pragma once

namespace watchdog::control {

// By the custom of the system: hier(7).
extern const char* const root_runtime_folder;
extern const char* const root_state_folder;

}  // namespace watchdog::control
