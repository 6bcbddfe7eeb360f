// SPDX-License-Identifier: MIT
#include "flush.hpp"

#include <unistd.h>

#include <cerrno>

namespace watchdog::checkpoint {

bool flush(NativeHandle file) noexcept {
  int result;
  do result = ::fdatasync(file);
  while (result != 0 && errno == EINTR);
  return result == 0;
}

}  // namespace watchdog::checkpoint
