// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <cstdlib>

namespace watchdog::test {

void set_variable(const std::string& name, const std::string& value) {
  if (value.empty())
    ::unsetenv(name.c_str());
  else
    ::setenv(name.c_str(), value.c_str(), 1);
}

std::string get_variable(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value ? value : "";
}

}  // namespace watchdog::test
