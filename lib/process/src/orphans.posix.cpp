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

bool reap_all() {
  bool any = false;
  while (const std::optional<Pid> dead = dead_child()) {
    reap(*dead);
    any = true;
  }
  return any;
}

}  // namespace

unsigned end_descendants(unsigned rounds) {
  unsigned ended = 0;
  for (unsigned round = 0; round < rounds; ++round) {
    const bool reaped = reap_all();
    Result<std::vector<Entry>> table = list();
    const unsigned found = table ? end_each(std::move(*table)) : 0;
    ended += found;
    if (!reaped && found == 0) break;
  }
  return ended;
}

}  // namespace watchdog::process
