// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "proc.linux.hpp"
#include "watchdog/process/list.hpp"

namespace watchdog::process::proc {

/// The row but for `argument0`, which alone lies in the process's own memory: whoever reads there
/// may wait for a process that hangs. Errors: as below.
Result<Entry> read_row(const Place& place, Pid pid);

/// The whole row. Errors: no_such_process; permission_denied where /proc is hidden.
Result<Entry> read_entry(const Place& place, Pid pid);

/// The number, image and title alone, at two thirds of the price; nothing when it is gone.
std::optional<Entry> peek(const Place& place, Pid pid);

/// Reads one row, or says that it is not wanted. Called by two threads at once.
using ReadRow = std::function<std::optional<Entry>(const Place& place, Pid pid)>;

/// Every process's row that `read` wants, by number. Errors: those of reading /proc itself.
Result<std::vector<Entry>> read_rows(const ReadRow& read);

}  // namespace watchdog::process::proc
