// SPDX-License-Identifier: MIT
#include "watchdog/process/orphans.hpp"

#include <sys/types.h>

#include <csignal>
#include <thread>

#include "watchdog/process/own_children.hpp"
#include "watchdog/process/reap.posix.hpp"

namespace watchdog::process {
namespace {

constexpr std::chrono::microseconds between_looks{200};

/// How many of them had been ended by force.
unsigned reap_all() {
  unsigned forced = 0;
  while (const std::optional<Pid> dead = dead_child())
    forced += reap(*dead) == Exit::signal(SIGKILL) ? 1 : 0;
  return forced;
}

}  // namespace

/// What descends from a child that is ended becomes our child in its turn. Of the children alone we
/// are told fast enough for one that starts another and ends; and since none is reaped between the
/// look and the signal, its number is its own.
unsigned end_descendants(milliseconds limit) {
  Result<OwnChildren> children = OwnChildren::open();
  if (!children) return 0;
  const Time deadline = Clock::now() + limit;
  unsigned ended = 0;
  for (reap_all(); has_children() && Clock::now() < deadline; ended += reap_all()) {
    for (const Pid child : children->read()) ::kill(static_cast<pid_t>(child), SIGKILL);
    std::this_thread::sleep_for(between_looks);
  }
  return ended;
}

}  // namespace watchdog::process
