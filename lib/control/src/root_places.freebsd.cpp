// SPDX-License-Identifier: MIT
#include "root_places.posix.hpp"

namespace watchdog::control {

const char* const root_runtime_folder = "/var/run/watchdog";
const char* const root_state_folder = "/var/db/watchdog";

}  // namespace watchdog::control
