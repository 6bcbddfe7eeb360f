// SPDX-License-Identifier: MIT
#include "left_by_adopted.hpp"

#include <algorithm>
#include <vector>

#include "watchdog/process/marked.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::keep {
namespace {

/// What starts another one while it is looked at is found by the next look.
constexpr int most_looks = 5;

/// Those among them that were not met before, and could be ended.
unsigned end_new(const std::vector<process::Entry>& found, std::vector<process::Identity>& met) {
  unsigned ended = 0;
  for (const process::Entry& entry : found) {
    const bool known = std::find(met.begin(), met.end(), entry.id) != met.end();
    if (known || entry.id.pid == process::own_pid()) continue;
    met.push_back(entry.id);
    const Result<process::Process> process = process::Process::open(entry.id);
    if (process && process->force()) ++ended;
  }
  return ended;
}

unsigned end_marked(const std::string& mark) {
  std::vector<process::Identity> met;
  unsigned ended = 0;
  for (int look = 0; look < most_looks; ++look) {
    const Result<std::vector<process::Entry>> found = process::find_marked(mark);
    const unsigned more = found ? end_new(*found, met) : 0;
    if (more == 0) break;
    ended += more;
  }
  return ended;
}

}  // namespace

void end_left_by_adopted(const Containment& containment, Index program) {
  if (!containment.orphans || !containment.mark) return;
  const unsigned ended = end_marked(containment.mark(program));
  if (ended > 0 && containment.on_survivors) containment.on_survivors(ended);
}

}  // namespace watchdog::keep
