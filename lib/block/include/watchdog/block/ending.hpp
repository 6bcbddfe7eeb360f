// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/block/rule.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::block {

/// How a process fared that a rule names.
struct Fate {
  enum class Kind : std::uint8_t {
    ended,   ///< It ended when asked.
    forced,  ///< It ended by force: at once, or since it did not in time.
    spared,  ///< It is protected.
    failed   ///< It lives: we may not end it, or the system can't (timed_out).
  };
  Kind kind = Kind::failed;
  process::Exit exit;  ///< Ended and forced: how it ended; often unknown.
  Error error;         ///< Failed: why.
};

/// Told as each fate is known.
using FateTold = std::function<void(const process::Entry&, const Verdict&, const Fate&)>;

/// Ends the processes of `table` that `rule` names: asks them all, waits until `grace` from then,
/// forces the rest and waits a few seconds for that. A grace of 0 forces at once. Blocks until each
/// is gone or told as failed. What ended by itself meanwhile is not told.
void end_all(const Rule& rule, const std::vector<process::Entry>& table, milliseconds grace,
             const FateTold& tell);

}  // namespace watchdog::block
