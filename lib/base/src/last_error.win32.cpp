// SPDX-License-Identifier: MIT
#include <windows.h>

#include <string>

#include "system_number.hpp"
#include "watchdog/base/error.hpp"

namespace watchdog {

std::error_code last_system_error() noexcept {
  return {static_cast<int>(::GetLastError()), std::system_category()};
}

// Texts may be in the language of the system, or missing: the number is the same everywhere.
std::string system_number(const std::error_code& code) {
  if (code.category() != std::system_category()) return {};
  return " (Windows error " + std::to_string(code.value()) + ")";
}

}  // namespace watchdog
