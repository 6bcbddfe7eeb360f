// SPDX-License-Identifier: MIT
#include "watchdog/process/eye.posix.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace watchdog::process {

/// One end of a pipe: asio tells its own queue of a descriptor when it first waits, not before.
UniqueHandle blank_eye(const Process&) noexcept {
  std::array<int, 2> ends;
  if (::pipe(ends.data()) != 0) return {};
  const UniqueHandle unused(ends[1]);
  return UniqueHandle(ends[0]);
}

bool open_eye(NativeHandle eye, const Process& process) noexcept {
  return ::dup2(process.native_handle(), eye) == eye && ::fcntl(eye, F_SETFD, FD_CLOEXEC) == 0;
}

}  // namespace watchdog::process
