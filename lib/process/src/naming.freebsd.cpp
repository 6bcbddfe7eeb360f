// SPDX-License-Identifier: MIT
#include <sys/param.h>
#include <sys/user.h>

#include "watchdog/process/target.hpp"

namespace watchdog::process {

const Naming& system_naming() noexcept {
  static constexpr Naming naming{.title_limit = COMMLEN};
  return naming;
}

}  // namespace watchdog::process
