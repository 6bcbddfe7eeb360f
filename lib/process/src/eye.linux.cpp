// SPDX-License-Identifier: MIT
#include "watchdog/process/eye.posix.hpp"

#include <fcntl.h>

namespace watchdog::process {

UniqueHandle blank_eye(const Process& process) noexcept {
  return UniqueHandle(::fcntl(process.native_handle(), F_DUPFD_CLOEXEC, 0));
}

bool open_eye(NativeHandle, const Process&) noexcept { return true; }

}  // namespace watchdog::process
