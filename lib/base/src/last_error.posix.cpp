// SPDX-License-Identifier: MIT
#include <cerrno>

#include "system_number.hpp"
#include "watchdog/base/error.hpp"

namespace watchdog {

std::error_code last_system_error() noexcept { return {errno, std::generic_category()}; }

std::string system_number(const std::error_code&) { return {}; }

}  // namespace watchdog
