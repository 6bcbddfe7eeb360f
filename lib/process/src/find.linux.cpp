// SPDX-License-Identifier: MIT
#include "row.linux.hpp"
#include "watchdog/process/target.hpp"

namespace watchdog::process {

Result<std::vector<Entry>> find_if(const Wanted& wanted) {
  return proc::read_rows([&](const proc::Place& place, Pid pid) -> std::optional<Entry> {
    const auto glimpse = proc::peek(place, pid);
    if (!glimpse || !wanted(*glimpse)) return std::nullopt;
    auto entry = proc::read_entry(place, pid);
    if (!entry) return std::nullopt;
    return *std::move(entry);
  });
}

}  // namespace watchdog::process
