// SPDX-License-Identifier: MIT
#pragma once

#include <span>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::output {

/// Moves bytes from a pipe to the end of a file that is open to append, as many as `copy` has room
/// for, and leaves a copy of them there. Within the system: whoever is killed meanwhile has moved
/// each byte or not, and lost none. Returns how many; 0 when there are none, when the file takes
/// none, or where such a thing can't be done (only Linux can, and not to any file).
std::size_t move_bytes(NativeHandle pipe, NativeHandle file, std::span<char> copy) noexcept;

}  // namespace watchdog::output
