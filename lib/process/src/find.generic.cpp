// SPDX-License-Identifier: MIT
#include "watchdog/process/target.hpp"

namespace watchdog::process {

Result<std::vector<Entry>> find_if(const Wanted& wanted) {
  auto table = list();
  if (!table) return table;
  std::erase_if(*table, [&](const Entry& entry) { return !wanted(entry); });
  return table;
}

}  // namespace watchdog::process
