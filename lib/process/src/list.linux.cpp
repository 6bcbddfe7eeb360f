// SPDX-License-Identifier: MIT
#include "watchdog/process/list.hpp"

#include "row.linux.hpp"

namespace watchdog::process {

Result<std::vector<Entry>> list() {
  return proc::read_rows([](const proc::Place& place, Pid pid) -> std::optional<Entry> {
    auto entry = proc::read_entry(place, pid);
    return entry ? std::optional(*std::move(entry)) : std::nullopt;
  });
}

Result<Entry> inspect(Pid pid) { return proc::read_entry({}, pid); }

}  // namespace watchdog::process
