// SPDX-License-Identifier: MIT
#include "variable.hpp"

#include <windows.h>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::control {

std::string variable(const char* name) {
  std::wstring value(::GetEnvironmentVariableW(wide(name).c_str(), nullptr, 0), L'\0');
  value.resize(::GetEnvironmentVariableW(wide(name).c_str(), value.data(),
                                         static_cast<DWORD>(value.size())));
  return narrow(value);
}

/// C:\folder, or \\server\share.
bool is_full_path(const std::string& path) noexcept {
  const auto is_separator = [&](std::size_t i) { return path[i] == '\\' || path[i] == '/'; };
  return path.size() >= 3 &&
         ((path[1] == ':' && is_separator(2)) || (is_separator(0) && is_separator(1)));
}

}  // namespace watchdog::control
