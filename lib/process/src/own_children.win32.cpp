// SPDX-License-Identifier: MIT
#include "watchdog/process/own_children.hpp"

namespace watchdog::process {

struct OwnChildren::State {};

OwnChildren::OwnChildren(std::unique_ptr<State> state) : state_(std::move(state)) {}
OwnChildren::OwnChildren(OwnChildren&&) noexcept = default;
OwnChildren& OwnChildren::operator=(OwnChildren&&) noexcept = default;
OwnChildren::~OwnChildren() = default;

Result<OwnChildren> OwnChildren::open() { return OwnChildren(nullptr); }

// A parent's number stays in the table when the parent is gone, and nobody adopts: a job object
// tells what belongs to us.
std::vector<Pid> OwnChildren::read() { return {}; }

}  // namespace watchdog::process
