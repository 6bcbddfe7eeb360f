// SPDX-License-Identifier: MIT
#include "processor_time.hpp"

#include "watchdog/base/clock.hpp"

namespace watchdog::block {

std::chrono::microseconds processor_time() noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch());
}

}  // namespace watchdog::block
