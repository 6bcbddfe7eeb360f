// SPDX-License-Identifier: MIT
#include <algorithm>

#include "marks.hpp"
#include "rows.kqueue.hpp"
#include "watchdog/process/marked.hpp"

namespace watchdog::process {
namespace {

bool holds(Pid pid, std::string_view setting) {
  const std::vector<std::string> texts = rows::texts(pid).environment;
  return std::find(texts.begin(), texts.end(), setting) != texts.end();
}

/// The row and the mark are one process's: the number may have gone to a stranger in between.
bool is_still(const Identity& id) {
  const Result<Identity> now = identify(id.pid);
  return now && *now == id;
}

}  // namespace

bool is_marked(Pid pid, std::string_view setting) {
  return is_setting(setting) && holds(pid, setting);
}

Result<std::vector<Entry>> find_marked(std::string_view setting) {
  if (!is_setting(setting)) return no_setting(setting);
  Result<std::vector<Entry>> table = rows::all();
  if (!table) return table;
  std::erase_if(*table, [&](const Entry& entry) {
    return entry.kind != Entry::Kind::user || !holds(entry.id.pid, setting) || !is_still(entry.id);
  });
  for (Entry& entry : *table) rows::complete(entry);
  return table;
}

}  // namespace watchdog::process
