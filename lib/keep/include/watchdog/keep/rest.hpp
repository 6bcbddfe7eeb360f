// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/base/clock.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::keep {

/// Where a program stands that does not run, for the keeper that goes on with it.
struct Rest {
  enum class Kind : std::uint8_t { waiting, halted, finished, gave_up };
  Kind kind = Kind::waiting;
  process::Exit exit;  ///< The last one.
  Time exited_at;
  Time next_start;  ///< While it waits.
};

}  // namespace watchdog::keep
