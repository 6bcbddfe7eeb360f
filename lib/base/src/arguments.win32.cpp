// SPDX-License-Identifier: MIT
#include "watchdog/base/arguments.hpp"

#include <windows.h>

#include <shellapi.h>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog {

std::vector<std::string> arguments(int, const char* const*) {
  int count = 0;
  wchar_t** words = ::CommandLineToArgvW(::GetCommandLineW(), &count);
  std::vector<std::string> result;
  for (int i = 0; i < count; ++i) result.push_back(narrow(words[i]));
  ::LocalFree(words);
  return result;
}

}  // namespace watchdog
