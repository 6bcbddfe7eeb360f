// SPDX-License-Identifier: MIT
#include "resolve_at_once.hpp"

namespace watchdog::checkpoint {

std::optional<std::string> resolve_at_once(const std::string&) { return std::nullopt; }

}  // namespace watchdog::checkpoint
