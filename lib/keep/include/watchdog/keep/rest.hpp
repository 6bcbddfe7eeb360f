// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

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

/// How a program's last life ended.
struct LastExit {
  process::Exit exit;
  Time at;
};

/// What its next keeper wants to know of a program's lives, besides their number.
struct Past {
  std::optional<LastExit> last_exit;
  std::uint32_t note = 0;  ///< A number that says something to who keeps it.
};

}  // namespace watchdog::keep
