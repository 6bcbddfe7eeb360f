// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <cstdint>

#include "watchdog/base/clock.hpp"

namespace watchdog::block {

/// The kernel's nanoseconds of a report: CLOCK_MONOTONIC, which is Clock here.
inline Time time_of(std::uint64_t nanoseconds) {
  return Time(std::chrono::nanoseconds(nanoseconds));
}

/// The kernel's nanoseconds since boot in the ticks of the process table.
inline std::uint64_t ticks_of(std::uint64_t nanoseconds) {
  static const auto per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return nanoseconds / (1'000'000'000 / per_second);
}

}  // namespace watchdog::block
