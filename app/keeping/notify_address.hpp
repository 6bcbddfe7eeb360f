// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"

namespace watchdog::app {

/// Where a program says how it is (NOTIFY_SOCKET), whichever watchdog keeps it: `mark` is the one
/// that it was started with. Errors: those of control::runtime_folder().
Result<std::string> notify_address(const std::string& mark);

}  // namespace watchdog::app
