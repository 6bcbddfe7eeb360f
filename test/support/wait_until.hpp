// SPDX-License-Identifier: MIT
#pragma once

#include <thread>

#include "watchdog/base/clock.hpp"

namespace watchdog::test {

/// Waits for `condition` and tells whether it came true before the deadline. Tests wait for what
/// they need, never for time to pass.
template <class Condition>
bool wait_until(Condition condition, milliseconds limit = milliseconds(20'000)) {
  const Time deadline = Clock::now() + limit;
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    std::this_thread::sleep_for(milliseconds(2));  // The pause between two looks.
  }
  return true;
}

}  // namespace watchdog::test
