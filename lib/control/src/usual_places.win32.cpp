// SPDX-License-Identifier: MIT
#include "usual_places.hpp"
#include "security.win32.hpp"
#include "variable.hpp"

namespace watchdog::control {

/// One folder for both: files outlive a restart of the system, and pipes are not files here.
Result<std::string> usual_runtime_folder() {
  auto folder = folder_in(is_administrator() ? "ProgramData" : "LOCALAPPDATA");
  return folder ? *folder + "\\watchdog" : folder;
}

Result<std::string> usual_state_folder() { return usual_runtime_folder(); }

}  // namespace watchdog::control
