// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <windows.h>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::test {

void set_variable(const std::string& name, const std::string& value) {
  ::SetEnvironmentVariableW(wide(name).c_str(), value.empty() ? nullptr : wide(value).c_str());
}

std::string get_variable(const std::string& name) {
  std::wstring value(::GetEnvironmentVariableW(wide(name).c_str(), nullptr, 0), L'\0');
  value.resize(::GetEnvironmentVariableW(wide(name).c_str(), value.data(),
                                         static_cast<DWORD>(value.size())));
  return narrow(value);
}

}  // namespace watchdog::test
