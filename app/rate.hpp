// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "watchdog/base/clock.hpp"

namespace watchdog::app {

/// How often something may be done: `burst` times at once, and once more for each `interval` that
/// passes. Pure: it is told the time.
class Rate {
 public:
  Rate(double burst, milliseconds interval) : burst_(burst), left_(burst), interval_(interval) {}

  /// Whether it may be done now; then it counts as done.
  bool take(Time now) {
    const std::chrono::duration<double, std::milli> passed = now - last_;
    left_ = std::min(burst_, left_ + std::max(passed / interval_, 0.0));
    last_ = now;
    if (left_ < 1) return false;
    left_ -= 1;
    return true;
  }

 private:
  double burst_;
  double left_;
  milliseconds interval_;
  Time last_{};
};

}  // namespace watchdog::app
