// SPDX-License-Identifier: MIT
#include "wildcard.hpp"

namespace watchdog::app {

bool fits(std::string_view pattern, std::string_view name) noexcept {
  const std::size_t star = pattern.find('*');
  if (star == std::string_view::npos) return pattern == name;
  if (!name.starts_with(pattern.substr(0, star))) return false;
  name.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  // Between two stars the first place is as good as any other.
  for (std::size_t next = pattern.find('*'); next != std::string_view::npos;
       next = pattern.find('*')) {
    const std::string_view part = pattern.substr(0, next);
    const std::size_t at = name.find(part);
    if (at == std::string_view::npos) return false;
    name.remove_prefix(at + part.size());
    pattern.remove_prefix(next + 1);
  }
  return name.ends_with(pattern);
}

}  // namespace watchdog::app
