// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <cstdlib>

#include "support/temp_dir.hpp"

namespace watchdog::test {

void set_variable(const char* name, const std::string& value) {
  if (value.empty()) {
    ::unsetenv(name);
  } else {
    ::setenv(name, value.c_str(), 1);
  }
}

std::string notify_address(const std::string& folder) { return folder + "/notify"; }

}  // namespace watchdog::test
