// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// An environment variable as UTF-8; empty when it is not set.
std::string variable(const char* name);

/// Whether it means the same wherever a program happens to be.
bool is_full_path(const std::string& path) noexcept;

/// The folder that a variable names. Errors: invalid_argument when it holds no full path.
Result<std::string> folder_in(const char* name);

}  // namespace watchdog::control
