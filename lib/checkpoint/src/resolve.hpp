// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"

namespace watchdog::checkpoint {

/// The path from the root and without links: the program may change its directory, and a file that
/// grows must not replace the link that led to it.
Result<std::string> resolve(const std::string& path);

}  // namespace watchdog::checkpoint
