// SPDX-License-Identifier: MIT
#pragma once

namespace watchdog {

/// What the system calls an open object: a descriptor here.
using NativeHandle = int;
inline constexpr NativeHandle invalid_handle = -1;

}  // namespace watchdog
