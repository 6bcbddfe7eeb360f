// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace watchdog::app {

struct Unit {
  std::string_view name;
  double size;
};

/// "1.5h": a number that is not negative, and the unit right behind it; in the units' own measure.
/// Nothing when `text` is none.
std::optional<double> parse_quantity(std::string_view text, std::span<const Unit> units);

}  // namespace watchdog::app
