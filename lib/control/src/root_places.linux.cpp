// SPDX-License-Identifier: MIT
#include "root_places.posix.hpp"

namespace watchdog::control {

const char* const root_runtime_folder = "/run/watchdog";
const char* const root_state_folder = "/var/lib/watchdog";

}  // namespace watchdog::control
