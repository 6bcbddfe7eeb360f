// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::app {

/// A program that hangs, before anything is done about it; or one that failed.
struct Incident {
  std::string name;
  process::Pid pid = 0;
  std::string reason;
  std::vector<std::string> last_lines;  ///< Of its output, where that is seen.
  std::string evidence;                 ///< Of what still runs: see process::evidence().
};

/// Writes it down in `folder`, which is made if need be. Of one program the latest twenty reports
/// are kept.
/// Returns the file, NAME-DATE-PID.txt. Errors: those of writing it.
Result<std::string> write_incident(const std::string& folder, const Incident& incident);

}  // namespace watchdog::app
