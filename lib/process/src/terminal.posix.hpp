// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// The number of the terminal that a process belongs to, if it is one of ours.
std::optional<dev_t> terminal_number(const Identity& id);
/// The file of that terminal; empty when there is none.
std::string terminal_file(dev_t number);

}  // namespace watchdog::process
