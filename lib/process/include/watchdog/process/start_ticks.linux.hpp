// SPDX-License-Identifier: MIT
#pragma once

#include <unistd.h>

#include <cstdint>

namespace watchdog::process {

/// Identity::start of a process that the kernel has stamped with that time since boot, rounded down
/// as the kernel does for /proc.
inline std::uint64_t start_ticks(std::uint64_t nanoseconds) noexcept {
  static const auto per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return nanoseconds / (1'000'000'000 / per_second);
}

}  // namespace watchdog::process
