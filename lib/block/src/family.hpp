// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <vector>

#include "watchdog/block/rule.hpp"
#include "watchdog/process/list.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::block {

/// A process that is held, and what was seen of it.
struct Relative {
  process::Entry entry;
  process::Process process;
};

/// Holds what descends from `root`, but for what `rule` leaves alone and what descends from that
/// alone. `stopped`: who is held is stopped first, root as well, and looked for again until nobody
/// new is found, so that none is born meanwhile (where processes can be stopped). `table` reads the
/// process table anew at each call.
std::vector<Relative> hold_family(
    const Rule& rule, const process::Process& root, bool stopped,
    const std::function<Result<std::vector<process::Entry>>()>& table = process::list);

}  // namespace watchdog::block
