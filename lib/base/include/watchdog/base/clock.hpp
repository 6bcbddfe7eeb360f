// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

namespace watchdog {

/// The clock of every deadline and every measured duration. Never the wall clock: that one jumps.
using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using std::chrono::milliseconds;

}  // namespace watchdog
