// SPDX-License-Identifier: MIT
#include "duration.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "quantity.hpp"

namespace watchdog::app {

std::optional<milliseconds> parse_duration(std::string_view text) {
  static constexpr std::array<Unit, 6> units{
      {{"", 1e3}, {"ms", 1}, {"s", 1e3}, {"m", 60e3}, {"h", 3600e3}, {"d", 86400e3}}};
  constexpr double ten_years = 10.0 * 366 * 86400e3;
  const std::optional<double> ms = parse_quantity(text, units);
  if (!ms || !(*ms <= ten_years)) return std::nullopt;
  return milliseconds(std::llround(*ms));
}

std::string describe(milliseconds duration) {
  const long long ms = duration.count();
  if (ms < 1'000) return fmt::format("{} ms", ms);
  if (ms < 60'000) {
    return ms % 1'000 == 0 ? fmt::format("{} s", ms / 1'000)
                           : fmt::format("{:.1f} s", static_cast<double>(ms) / 1e3);
  }
  const long long seconds = ms / 1'000;
  if (seconds < 3'600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
  return fmt::format("{} h {} min", seconds / 3'600, seconds % 3'600 / 60);
}

}  // namespace watchdog::app
