// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// The file of an endpoint's socket, there or not. Errors: filename_too_long, and those of
/// endpoint_file().
Result<std::string> socket_path(const std::string& endpoint);

}  // namespace watchdog::control
