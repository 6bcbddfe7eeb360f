// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "watchdog/process/target.hpp"

namespace watchdog::block {

/// How scripts are called: as programs are here, but for a suffix.
const process::Naming& script_naming() noexcept;

/// What an interpreter was told to run: the file behind its options, the module of `python -m`, the
/// archive or class of java. `program` is the name of the executable file ("python3.11"), `words`
/// what it was started with, argv[0] first. Empty when that is no interpreter we know, or it runs a
/// text (`sh -c`) or its input. Points into `words`.
std::string_view script_of(std::string_view program, const std::vector<std::string>& words);

}  // namespace watchdog::block
