// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>

namespace watchdog {

/// What people look for when they have met the error, as it stands behind its text: " (Windows
/// error 5)". Empty where texts say all.
std::string system_number(const std::error_code& code);

}  // namespace watchdog
