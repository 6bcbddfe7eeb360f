// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"

namespace watchdog::control {

// Where the system would have this user's things; see places.hpp. Nothing is made or looked at yet.

Result<std::string> usual_runtime_folder();
Result<std::string> usual_state_folder();

}  // namespace watchdog::control
