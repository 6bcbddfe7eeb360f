// SPDX-License-Identifier: MIT
#include "watchdog/base/unique_handle.hpp"

#include <unistd.h>

namespace watchdog {

void UniqueHandle::reset(NativeHandle handle) noexcept {
  const NativeHandle old = std::exchange(handle_, handle);
  // Not repeated on EINTR: the descriptor is gone then too, and its number may be another's
  // already.
  if (old != invalid_handle) ::close(old);
}

}  // namespace watchdog
