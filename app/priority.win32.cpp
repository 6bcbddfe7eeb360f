// SPDX-License-Identifier: MIT
#include <windows.h>

#include "system.hpp"

namespace watchdog::app {

/// Who may not have it gets the next one below, and no error. What we start has the normal one.
Result<void> take_realtime_class() {
  if (::SetPriorityClass(::GetCurrentProcess(), REALTIME_PRIORITY_CLASS)) return {};
  return Error{last_system_error(), "take the real-time class", "", ""};
}

}  // namespace watchdog::app
