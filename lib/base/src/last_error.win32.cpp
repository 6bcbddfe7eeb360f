// SPDX-License-Identifier: MIT
#include <windows.h>

#include "watchdog/base/error.hpp"

namespace watchdog {

std::error_code last_system_error() noexcept {
  return {static_cast<int>(::GetLastError()), std::system_category()};
}

}  // namespace watchdog
