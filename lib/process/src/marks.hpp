// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "watchdog/base/error.hpp"

namespace watchdog::process {

/// Whether it is a "NAME=value" that an environment can hold.
bool is_setting(std::string_view text) noexcept;

Error no_setting(std::string_view text);

}  // namespace watchdog::process
