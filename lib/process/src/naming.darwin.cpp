// SPDX-License-Identifier: MIT
#include <sys/param.h>

#include "watchdog/process/target.hpp"

namespace watchdog::process {

const Naming& system_naming() noexcept {
  static constexpr Naming naming{.fold_case = true, .title_limit = MAXCOMLEN};
  return naming;
}

}  // namespace watchdog::process
