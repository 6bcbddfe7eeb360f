// SPDX-License-Identifier: MIT
#include "flush.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

namespace watchdog::checkpoint {

bool flush(NativeHandle file) noexcept {
  if (::fcntl(file, F_FULLFSYNC) == 0) return true;
  // Network and foreign file systems don't know the command; fsync is then all there is.
  return (errno == ENOTSUP || errno == EINVAL || errno == ENOTTY) && ::fsync(file) == 0;
}

}  // namespace watchdog::checkpoint
