// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "watchdog/base/clock.hpp"

namespace watchdog::block {

/// The kernel's nanoseconds of a report: CLOCK_MONOTONIC, which is Clock here.
inline Time time_of(std::uint64_t nanoseconds) {
  return Time(std::chrono::nanoseconds(nanoseconds));
}

}  // namespace watchdog::block
