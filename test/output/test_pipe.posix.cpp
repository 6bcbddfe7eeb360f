// SPDX-License-Identifier: MIT
#include "test_pipe.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace watchdog::test {

TestPipe make_pipe() {
  std::array<int, 2> ends{-1, -1};
  if (::pipe(ends.data()) != 0) return {};
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  return {UniqueHandle(ends[0]), UniqueHandle(ends[1])};
}

std::string read_some(NativeHandle end) {
  std::string bytes(4096, '\0');
  const ssize_t size = ::read(end, bytes.data(), bytes.size());
  bytes.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return bytes;
}

}  // namespace watchdog::test
