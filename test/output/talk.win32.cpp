// SPDX-License-Identifier: MIT
#include "talk.hpp"

#include <windows.h>

void talk::write(int stream, const std::string& bytes) {
  const HANDLE to = ::GetStdHandle(stream == 1 ? STD_OUTPUT_HANDLE : STD_ERROR_HANDLE);
  DWORD done = 0;
  if (!::WriteFile(to, bytes.data(), static_cast<DWORD>(bytes.size()), &done, nullptr) ||
      done != bytes.size())
    ::ExitProcess(1);
}
