// SPDX-License-Identifier: MIT
#include "watchdog/process/target.hpp"

namespace watchdog::process {

Result<std::vector<Entry>> find_if(const Wanted& wanted, std::vector<std::string>* others) {
  auto table = list();
  if (!table) return table;
  std::erase_if(*table, [&](const Entry& entry) {
    const bool other = !wanted(entry);
    if (other && others && entry.kind == Entry::Kind::user) others->emplace_back(entry.name());
    return other;
  });
  return table;
}

}  // namespace watchdog::process
