// SPDX-License-Identifier: MIT
#include <unistd.h>

#include "usual_places.hpp"
#include "variable.hpp"

namespace watchdog::control {
namespace {

Result<std::string> below_home(const char* folder) {
  auto home = folder_in("HOME");
  return home ? *home + folder : home;
}

}  // namespace

Result<std::string> usual_runtime_folder() {
  if (::geteuid() == 0) return std::string("/var/run/watchdog");
  return below_home("/Library/Caches/watchdog");
}

Result<std::string> usual_state_folder() {
  if (::geteuid() == 0) return std::string("/Library/Application Support/watchdog");
  return below_home("/Library/Application Support/watchdog");
}

}  // namespace watchdog::control
