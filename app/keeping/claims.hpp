// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "report.hpp"
#include "watchdog/keep/ledger.hpp"

namespace watchdog::app {

/// What a keeper that is no more left of a program, as it is found now.
struct Heritage {
  std::optional<process::Identity> alive;  ///< The process that is the program.
  unsigned streak = 0;
  unsigned long restarts = 0;
  std::optional<keep::Rest>
      rest{};  ///< Where we ourselves left it, when we became another program.
  keep::Past past{};

  /// It is gone on with, rather than begun.
  bool goes_on() const noexcept { return alive || rest; }
};

/// The right to keep programs, and what is known of them from before.
struct Claims {
  /// None: there is no folder to write to, and nobody will know of us.
  std::optional<keep::Ledger> ledger;
  std::vector<Heritage> heritage;  ///< For each program.
};

/// Claims the programs against all other keepers of this user. What a dead keeper's program left
/// behind is ended, unless `leave_orphans`. Errors: another keeper has one of them.
Result<Claims> claim(const std::vector<keep::Wish>& wishes, bool leave_orphans,
                     const Report& report);

/// The other keeper of this user whose program the process is already. None: nobody's.
std::optional<process::Pid> keeper_of(const process::Identity& id);

/// Writes the ledger again when somebody has removed it, or the whole folder of states. Returns
/// whether that was needed. Errors: it could not be written.
Result<bool> restore(keep::Ledger& ledger);

/// What we ourselves kept before we became the present program, and still runs: by its name.
std::vector<std::pair<std::string, process::Identity>> kept_before();

}  // namespace watchdog::app
