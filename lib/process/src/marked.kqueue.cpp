// SPDX-License-Identifier: MIT
#include <utility>

#include "marks.hpp"
#include "rows.kqueue.hpp"
#include "watchdog/process/marked.hpp"

namespace watchdog::process {
namespace {

/// The row and the mark are one process's: the number may have gone to a stranger in between.
bool is_still(const Identity& id) {
  const Result<Identity> now = identify(id.pid);
  return now && *now == id;
}

}  // namespace

std::optional<std::size_t> mark_of(Pid pid, const std::vector<std::string>& settings) {
  return Marks(settings).find(rows::texts(pid).environment);
}

Result<std::vector<Marked>> find_marked(const std::vector<std::string>& settings) {
  if (Result<void> sound = check_settings(settings); !sound) return sound.error();
  const Marks marks(settings);
  Result<std::vector<Entry>> table = rows::all();
  if (!table) return std::move(table).error();
  std::vector<Marked> found;
  for (Entry& entry : *table) {
    if (entry.kind != Entry::Kind::user) continue;
    const auto place = marks.find(rows::texts(entry.id.pid).environment);
    if (!place || !is_still(entry.id)) continue;
    rows::complete(entry);
    found.push_back({std::move(entry), *place});
  }
  return found;
}

}  // namespace watchdog::process
