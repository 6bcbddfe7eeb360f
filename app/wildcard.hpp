// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace watchdog::app {

/// Whether `name` is what `pattern` says, in which '*' stands for any text, also none. Everything
/// else means itself.
bool fits(std::string_view pattern, std::string_view name) noexcept;

}  // namespace watchdog::app
