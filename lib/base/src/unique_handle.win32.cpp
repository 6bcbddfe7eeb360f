// SPDX-License-Identifier: MIT
#include "watchdog/base/unique_handle.hpp"

#include <windows.h>

namespace watchdog {

void UniqueHandle::reset(NativeHandle handle) noexcept {
  const NativeHandle old = std::exchange(handle_, handle);
  if (old != invalid_handle) ::CloseHandle(old);
}

}  // namespace watchdog
