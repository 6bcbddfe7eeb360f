// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"
#include "watchdog/health/probe.hpp"

namespace watchdog::app {

/// How it is known that a program is ready, that it hangs, or that it had better start anew. What
/// is 0 or empty is not looked at.
struct Health {
  milliseconds heartbeat{0};     ///< It says WATCHDOG=1 at least so often.
  bool notify = false;           ///< It says READY=1 when it is ready.
  milliseconds ready_within{0};  ///< It hangs when it is not ready so long after its start.
  std::string ready_line;        ///< It is ready once it has written that.
  health::ProbeSpec probe;       ///< Where it has a text.
  milliseconds silence{0};       ///< It hangs when it writes nothing for so long.
  milliseconds frozen{0};  ///< ... or is stopped, or its window does not respond, for so long.
  std::uint64_t most_memory = 0;  ///< In bytes; above it is replaced.
  milliseconds longest_run{0};    ///< After it, it is replaced.

  bool listens() const noexcept { return heartbeat.count() > 0 || notify; }
  bool probes() const noexcept { return !probe.text.empty(); }
  bool looks() const noexcept { return frozen.count() > 0 || most_memory > 0; }
  bool reads() const noexcept { return silence.count() > 0 || !ready_line.empty(); }
  bool tells_ready() const noexcept { return listens() || probes() || !ready_line.empty(); }
  bool watches() const noexcept {
    return listens() || probes() || looks() || reads() || longest_run.count() > 0;
  }
};

/// Reads what to probe, and leaves `probe`'s times and counts as they are.
/// Errors: those of health::parse_probe.
Result<void> take_probe(std::string_view text, health::ProbeSpec& probe);

/// What does not go together. Errors: a time for which nothing is there to tell by.
Result<void> check(const Health& health);

}  // namespace watchdog::app
