// SPDX-License-Identifier: MIT
#include "quantity.hpp"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace watchdog::app {

std::optional<double> parse_quantity(std::string_view text, std::span<const Unit> units) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
  const std::string number(text.substr(0, digits));
  if (number.find_first_of("0123456789") == std::string::npos) return std::nullopt;
  char* end = nullptr;
  const double value = std::strtod(number.c_str(), &end);
  const auto unit = std::find_if(units.begin(), units.end(),
                                 [&](const Unit& one) { return one.name == text.substr(digits); });
  if (*end != '\0' || unit == units.end()) return std::nullopt;
  return value * unit->size;
}

}  // namespace watchdog::app
