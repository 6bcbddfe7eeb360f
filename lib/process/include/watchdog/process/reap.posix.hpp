// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "watchdog/process/exit.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// A child of ours that ended and was not reaped, if there is one: its number is still its own.
std::optional<Pid> dead_child() noexcept;

/// Whether there is a child of ours, dead or alive.
bool has_children() noexcept;

/// Whether it is a child of ours, dead or alive, that leads a group as those from spawn() do.
bool is_spawned_child(Pid pid) noexcept;

/// Takes the exit of a dead child; its number is free from then on.
Exit reap(Pid pid) noexcept;

}  // namespace watchdog::process
