// SPDX-License-Identifier: MIT
#include "keeping/notify_address.hpp"
#include "watchdog/control/places.hpp"

namespace watchdog::app {

Result<std::string> notify_address(const std::string& mark) {
  Result<std::string> folder = control::runtime_folder();
  if (!folder) return folder;
  return *folder + "/" + mark + ".notify";
}

}  // namespace watchdog::app
