// SPDX-License-Identifier: MIT
#include "leftovers.posix.hpp"

#include <algorithm>

#include "watchdog/process/list.hpp"
#include "watchdog/process/marked.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::keep {
namespace {

/// Rare enough for a look at the whole table.
unsigned end_tree(process::Pid root) {
  const Result<std::vector<process::Entry>> table = process::list();
  if (!table) return 0;
  unsigned ended = 0;
  for (const process::Identity& id : process::descendants(*table, root)) {
    const Result<process::Process> process = process::Process::open(id);
    if (process && process->force()) ++ended;
  }
  return ended;
}

}  // namespace

unsigned Leftovers::end(const std::vector<std::string>& marks, const IsKept& is_kept) {
  unsigned ended = 0;
  for (const process::Pid orphan : orphans(is_kept)) {
    const auto bears = [&](const std::string& mark) { return process::is_marked(orphan, mark); };
    if (std::any_of(marks.begin(), marks.end(), bears)) ended += end_tree(orphan);
  }
  return ended;
}

std::vector<process::Pid> Leftovers::orphans(const IsKept& is_kept) {
  if (!children_) {
    Result<process::OwnChildren> opened = process::OwnChildren::open();
    if (!opened) return {};
    children_ = std::move(*opened);
  }
  std::vector<process::Pid> found = children_->read();
  std::erase_if(found, is_kept);
  return found;
}

}  // namespace watchdog::keep
