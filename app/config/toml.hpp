// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <variant>

#include "config/value.hpp"

namespace watchdog::app::config {

/// Text in TOML 1.0, or the first flaw of its syntax. The only place that knows toml++.
std::variant<Value::Table, Flaw> parse_toml(std::string_view text);

}  // namespace watchdog::app::config
