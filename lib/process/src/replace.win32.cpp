// SPDX-License-Identifier: MIT
#include "watchdog/process/spawn.hpp"

namespace watchdog::process {

bool can_replace_self() noexcept { return false; }

Error replace_self(const Command& command) {
  return {std::make_error_code(std::errc::function_not_supported), "become", command.program,
          "Windows has no such call"};
}

}  // namespace watchdog::process
