// SPDX-License-Identifier: MIT
#include "watchdog/process/orphans.hpp"

#include "watchdog/process/list.hpp"
#include "watchdog/process/process.hpp"
#include "watchdog/process/reap.posix.hpp"

namespace watchdog::process {
namespace {

/// Ends each living process below us that it can hold.
unsigned end_each(std::vector<Entry> table) {
  std::erase_if(table, [](const Entry& entry) { return entry.kind == Entry::Kind::zombie; });
  unsigned ended = 0;
  for (const Identity& id : descendants(table, own_pid())) {
    if (id.pid == own_pid()) continue;
    const Result<Process> process = Process::open(id);
    if (!process || !process->force()) continue;
    if (process->wait(Clock::now() + milliseconds(1'000))) ++ended;
  }
  return ended;
}

void reap_all() {
  while (const std::optional<Pid> dead = dead_child()) reap(*dead);
}

}  // namespace

/// While something descends from us, something is our child: a snapshot of the table that shows
/// nothing proves nothing.
unsigned end_descendants(milliseconds limit) {
  const Time deadline = Clock::now() + limit;
  unsigned ended = 0;
  for (reap_all(); has_children() && Clock::now() < deadline; reap_all()) {
    Result<std::vector<Entry>> table = list();
    if (!table) break;
    ended += end_each(*std::move(table));
  }
  return ended;
}

}  // namespace watchdog::process
