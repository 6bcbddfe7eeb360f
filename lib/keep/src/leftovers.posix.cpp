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

std::vector<unsigned> Leftovers::end(const std::vector<std::string>& marks, const IsKept& is_kept) {
  std::vector<unsigned> ended(marks.size());
  for (const process::Pid orphan : orphans(is_kept)) {
    if (const auto place = process::mark_of(orphan, marks)) ended[*place] += end_tree(orphan);
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
