// SPDX-License-Identifier: MIT
#include <cerrno>

#include "launch.posix.hpp"

namespace watchdog::process {

int die_with_parent() noexcept {
  errno = ENOTSUP;
  return -1;
}

}  // namespace watchdog::process
