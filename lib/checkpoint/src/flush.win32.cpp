// SPDX-License-Identifier: MIT
#include "flush.hpp"

#include <windows.h>

namespace watchdog::checkpoint {

bool flush(NativeHandle file) noexcept { return ::FlushFileBuffers(file) != 0; }

}  // namespace watchdog::checkpoint
