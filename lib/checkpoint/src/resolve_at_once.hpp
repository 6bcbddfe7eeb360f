// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>

namespace watchdog::checkpoint {

/// The path from the root, if there is a file by it and no link on the way, with one call of the
/// system in place of one for each folder. Nothing where that can't be told at once.
std::optional<std::string> resolve_at_once(const std::string& path);

}  // namespace watchdog::checkpoint
