// SPDX-License-Identifier: MIT
#include "usual_places.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include "root_places.posix.hpp"
#include "variable.hpp"

// For users other than root: the XDG Base Directory Specification. By it, a path that is not a full
// one counts as not set.
namespace watchdog::control {

Result<std::string> usual_runtime_folder() {
  if (::geteuid() == 0) return std::string(root_runtime_folder);
  const std::string given = variable("XDG_RUNTIME_DIR");
  if (is_full_path(given)) return given + "/watchdog";
  const std::string temporary = variable("TMPDIR");
  return fmt::format("{}/watchdog-{}", is_full_path(temporary) ? temporary : "/tmp", ::geteuid());
}

Result<std::string> usual_state_folder() {
  if (::geteuid() == 0) return std::string(root_state_folder);
  const std::string given = variable("XDG_STATE_HOME");
  if (is_full_path(given)) return given + "/watchdog";
  auto home = folder_in("HOME");
  return home ? *home + "/.local/state/watchdog" : home;
}

}  // namespace watchdog::control
