// SPDX-License-Identifier: MIT
#include "system.hpp"

namespace watchdog::app {

/// There is such a class, but what we start would have it too.
Result<void> take_realtime_class() {
  return Error{std::make_error_code(std::errc::operation_not_supported), "take the real-time class",
               "", ""};
}

}  // namespace watchdog::app
