// SPDX-License-Identifier: MIT
#include "watchdog/process/list.hpp"

#include "rows.kqueue.hpp"

namespace watchdog::process {

Result<std::vector<Entry>> list() {
  Result<std::vector<Entry>> table = rows::all();
  if (!table) return table;
  for (Entry& entry : *table) rows::complete(entry);
  return table;
}

Result<Entry> inspect(Pid pid) {
  Result<Entry> entry = rows::one(pid);
  if (entry) rows::complete(*entry);
  return entry;
}

}  // namespace watchdog::process
