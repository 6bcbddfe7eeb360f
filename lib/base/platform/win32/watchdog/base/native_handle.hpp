// SPDX-License-Identifier: MIT
#pragma once

namespace watchdog {

/// What the system calls an open object: a HANDLE here, spelt out so that no system header is
/// needed. CreateFile's INVALID_HANDLE_VALUE is not it: turn that one into invalid_handle where it
/// arises.
using NativeHandle = void*;
inline constexpr NativeHandle invalid_handle = nullptr;

}  // namespace watchdog
