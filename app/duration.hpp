// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "watchdog/base/clock.hpp"

namespace watchdog::app {

/// "250ms", "5s", "10m", "2h", "1d", "1.5h"; a bare number counts as seconds. Nothing when `text`
/// is no duration, is negative, or is longer than 10 years.
std::optional<milliseconds> parse_duration(std::string_view text);

/// For people, short: "35 ms", "3.2 s", "4 min 10 s", "2 h 5 min".
std::string describe(milliseconds duration);

}  // namespace watchdog::app
