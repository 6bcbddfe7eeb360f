// SPDX-License-Identifier: MIT
#include "watchdog/process/own_children.hpp"
#include "rows.kqueue.hpp"

namespace watchdog::process {

struct OwnChildren::State {};

OwnChildren::OwnChildren(std::unique_ptr<State> state) : state_(std::move(state)) {}
OwnChildren::OwnChildren(OwnChildren&&) noexcept = default;
OwnChildren& OwnChildren::operator=(OwnChildren&&) noexcept = default;
OwnChildren::~OwnChildren() = default;

Result<OwnChildren> OwnChildren::open() { return OwnChildren(nullptr); }

// Not a static member: elsewhere it has a state to read from.
// NOLINTNEXTLINE(readability-convert-member-functions-to-static)
std::vector<Pid> OwnChildren::read() {
  std::vector<Pid> numbers;
  const Result<std::vector<Entry>> table = rows::all();
  if (!table) return numbers;
  for (const Entry& entry : *table) {
    if (entry.parent == own_pid()) numbers.push_back(entry.id.pid);
  }
  return numbers;
}

}  // namespace watchdog::process
