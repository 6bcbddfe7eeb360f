// SPDX-License-Identifier: MIT
#pragma once

namespace watchdog::process {

/// Has the system close all descriptors from `first` on at an exec, in one call. False: it has
/// none. Async-signal-safe.
bool close_range_on_exec(int first) noexcept;

}  // namespace watchdog::process
