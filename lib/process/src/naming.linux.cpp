// SPDX-License-Identifier: MIT
#include "watchdog/process/target.hpp"

namespace watchdog::process {

const Naming& system_naming() noexcept {
  static constexpr Naming naming{.title_limit = 15};  // TASK_COMM_LEN without its NUL.
  return naming;
}

}  // namespace watchdog::process
