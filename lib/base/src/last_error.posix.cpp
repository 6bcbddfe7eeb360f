// SPDX-License-Identifier: MIT
#include <cerrno>

#include "watchdog/base/error.hpp"

namespace watchdog {

std::error_code last_system_error() noexcept { return {errno, std::generic_category()}; }

}  // namespace watchdog
