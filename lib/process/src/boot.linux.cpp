// SPDX-License-Identifier: MIT
#include "watchdog/process/boot.hpp"

#include <fstream>

namespace watchdog::process {

std::string boot_id() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string id;
  std::getline(in, id);
  return id;
}

}  // namespace watchdog::process
