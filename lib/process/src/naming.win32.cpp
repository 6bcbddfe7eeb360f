// SPDX-License-Identifier: MIT
#include "watchdog/process/target.hpp"

namespace watchdog::process {

const Naming& system_naming() noexcept {
  static constexpr Naming naming{true, ".exe", "/\\", 0};
  return naming;
}

}  // namespace watchdog::process
