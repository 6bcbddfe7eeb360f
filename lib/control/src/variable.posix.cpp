// SPDX-License-Identifier: MIT
#include "variable.hpp"

#include <cstdlib>

namespace watchdog::control {

std::string variable(const char* name) {
  const char* const value = std::getenv(name);
  return value ? value : "";
}

bool is_full_path(const std::string& path) noexcept { return path.starts_with('/'); }

}  // namespace watchdog::control
