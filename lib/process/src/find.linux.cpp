// SPDX-License-Identifier: MIT
#include <mutex>

#include "row.linux.hpp"
#include "watchdog/process/target.hpp"

namespace watchdog::process {

Result<std::vector<Entry>> find_if(const Wanted& wanted, std::vector<std::string>* others) {
  std::mutex writing;
  const auto note = [&](const Entry& glimpse) {
    if (!others || glimpse.image.empty()) return;  // The kernel's threads have no image.
    const std::lock_guard lock(writing);
    others->emplace_back(glimpse.name());
  };
  return proc::read_rows([&](const proc::Place& place, Pid pid) -> std::optional<Entry> {
    const auto glimpse = proc::peek(place, pid);
    if (!glimpse) return std::nullopt;
    if (!wanted(*glimpse)) {
      note(*glimpse);
      return std::nullopt;
    }
    auto entry = proc::read_entry(place, pid);
    if (!entry) return std::nullopt;
    return *std::move(entry);
  });
}

}  // namespace watchdog::process
