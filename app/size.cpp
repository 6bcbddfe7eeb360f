// SPDX-License-Identifier: MIT
#include "size.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "quantity.hpp"

namespace watchdog::app {
namespace {

constexpr double kibi = 1024;
constexpr double mebi = kibi * 1024;
constexpr double gibi = mebi * 1024;
constexpr double tebi = gibi * 1024;

}  // namespace

std::optional<std::uint64_t> parse_size(std::string_view text) {
  static constexpr std::array<Unit, 14> units{{{"", 1},
                                               {"B", 1},
                                               {"K", kibi},
                                               {"M", mebi},
                                               {"G", gibi},
                                               {"T", tebi},
                                               {"KiB", kibi},
                                               {"MiB", mebi},
                                               {"GiB", gibi},
                                               {"TiB", tebi},
                                               {"kB", 1e3},
                                               {"MB", 1e6},
                                               {"GB", 1e9},
                                               {"TB", 1e12}}};
  const std::optional<double> bytes = parse_quantity(text, units);
  if (!bytes || *bytes < 1 || *bytes > 1e18) return std::nullopt;
  return static_cast<std::uint64_t>(std::llround(*bytes));
}

std::string describe_size(std::uint64_t bytes) {
  if (bytes < 1024) return fmt::format("{} B", bytes);
  const auto value = static_cast<double>(bytes);
  if (value < mebi) return fmt::format("{:.1f} KiB", value / kibi);
  if (value < gibi) return fmt::format("{:.1f} MiB", value / mebi);
  return fmt::format("{:.1f} GiB", value / gibi);
}

}  // namespace watchdog::app
