// SPDX-License-Identifier: MIT
#include "keeping/notify_address.hpp"

namespace watchdog::app {

Result<std::string> notify_address(const std::string& mark) {
  return "\\\\.\\pipe\\watchdog-notify-" + mark;
}

}  // namespace watchdog::app
