// SPDX-License-Identifier: MIT
#include "launch.posix.hpp"

namespace watchdog::process {

bool can_replace_self() noexcept { return true; }

Error replace_self(const Command& command) {
  Launch launch(command);
  if (const Result<void> ready = launch.prepare(); !ready) return ready.error();
  launch.become();
  return launch.failure();
}

}  // namespace watchdog::process
