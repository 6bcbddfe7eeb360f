// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// The full name of an endpoint's pipe. Errors: invalid_argument when it is no name.
Result<std::wstring> pipe_name(const std::string& endpoint);

}  // namespace watchdog::control
