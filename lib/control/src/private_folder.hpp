// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// Makes the folder when it is absent, for its owner alone, and those above it. Returns its path,
/// without separators at the end. `variable` may name another folder, for the advice.
/// Errors: those of runtime_folder().
Result<std::string> private_folder(std::string path, const char* variable);

}  // namespace watchdog::control
