// SPDX-License-Identifier: MIT
#include "test_pipe.hpp"

#include <windows.h>

namespace watchdog::test {

TestPipe make_pipe() {
  HANDLE read = nullptr;
  HANDLE write = nullptr;
  ::CreatePipe(&read, &write, nullptr, 0);
  return {UniqueHandle(read), UniqueHandle(write)};
}

std::string read_some(NativeHandle end) {
  std::string bytes(4096, '\0');
  DWORD size = 0;
  if (!::ReadFile(end, bytes.data(), static_cast<DWORD>(bytes.size()), &size, nullptr)) size = 0;
  bytes.resize(size);
  return bytes;
}

}  // namespace watchdog::test
