// SPDX-License-Identifier: MIT
#include "processor_time.hpp"

#include <ctime>

namespace watchdog::block {

std::chrono::microseconds processor_time() noexcept {
  timespec used{};
  ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &used);
  const auto time = std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
  return std::chrono::duration_cast<std::chrono::microseconds>(time);
}

}  // namespace watchdog::block
