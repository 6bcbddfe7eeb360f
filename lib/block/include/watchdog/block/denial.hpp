// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "watchdog/base/result.hpp"

/// What Source open_deny() leaves in the system where a denial does not end with its process
/// (Windows: Image File Execution Options). Elsewhere there is nothing to do.
namespace watchdog::block {

/// Takes back the denials of processes that are gone. Returns the names of the programs, which
/// start again. Errors: permission_denied (that takes an administrator).
Result<std::vector<std::string>> undo_left_denials();

/// A start that the system hands to this program in place of the one that is denied.
struct DeniedStart {
  std::string program;  ///< As its starter wrote it.
  /// What it ended with, run all the same since who denied it is gone; nothing: it is denied.
  std::optional<int> ran;
};

/// Nothing when `words`, the command line of this process, are no such start.
std::optional<DeniedStart> denied_start(const std::vector<std::string>& words);

}  // namespace watchdog::block
