// SPDX-License-Identifier: MIT
#include "close_range.kqueue.hpp"

#include <unistd.h>

namespace watchdog::process {

/// The usual limit is a million there: one by one they would take longer than the start.
bool close_range_on_exec(int first) noexcept {
  return ::close_range(static_cast<unsigned>(first), ~0U, CLOSE_RANGE_CLOEXEC) == 0;
}

}  // namespace watchdog::process
