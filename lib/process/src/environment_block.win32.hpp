// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/process/spawn.hpp"

namespace watchdog::process {

/// The variables of `command` as CreateProcessW takes them: "NAME=value" each with a NUL, sorted by
/// name without case, and one NUL more. Empty when the program simply gets ours.
std::wstring environment_block(const Command& command);

}  // namespace watchdog::process
