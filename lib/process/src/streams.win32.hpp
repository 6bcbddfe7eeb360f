// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::process {

/// Input, output and error as handles that a child may inherit; ours to close once it runs.
using Streams = std::array<UniqueHandle, 3>;

/// Errors: those of opening a file, with the action naming the stream.
Result<Streams> open_streams(const Command& command);

}  // namespace watchdog::process
