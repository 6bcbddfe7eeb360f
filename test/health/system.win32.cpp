// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <windows.h>

#include "support/temp_dir.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::test {

void set_variable(const char* name, const std::string& value) {
  ::SetEnvironmentVariableW(wide(name).c_str(), value.empty() ? nullptr : wide(value).c_str());
}

std::string notify_address(const std::string&) { return unique_name(R"(\\.\pipe\wdtest-)"); }

}  // namespace watchdog::test
