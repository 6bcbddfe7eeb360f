// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/base/native_handle.hpp"

namespace watchdog::checkpoint {

/// Waits until the file's data, and what is needed to find it, is on stable storage; false with the
/// system's last error otherwise. fdatasync; F_FULLFSYNC on macOS, where fsync stops at the drive's
/// cache; FlushFileBuffers on Windows.
bool flush(NativeHandle file) noexcept;

}  // namespace watchdog::checkpoint
