// SPDX-License-Identifier: MIT
#include "keeping/health.hpp"

namespace watchdog::app {

Result<void> take_probe(std::string_view text, health::ProbeSpec& probe) {
  Result<health::ProbeSpec> parsed = health::parse_probe(text);
  if (!parsed) return parsed.error();
  parsed->interval = probe.interval;
  parsed->timeout = probe.timeout;
  parsed->start_period = probe.start_period;
  parsed->failures = probe.failures;
  parsed->successes = probe.successes;
  probe = *std::move(parsed);
  return {};
}

Result<void> check(const Health& health) {
  if (health.probe.interval.count() == 0 || health.probe.timeout.count() == 0)
    return Error{{}, "probe it in no time", "", "give an interval and a timeout of 1ms at least"};
  if (health.ready_within.count() == 0 || health.tells_ready()) return {};
  return Error{
      {}, "tell when it is ready", "", "give a probe, a heartbeat, notify or a ready line as well"};
}

}  // namespace watchdog::app
