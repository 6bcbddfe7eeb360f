// SPDX-License-Identifier: MIT
#pragma once

#include <optional>

#include "watchdog/block/rule.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::block {

using Held = std::optional<process::Process>;

/// Holds the process of a row that `rule` ends, then looks at it again: between the look and the
/// hold it may have become another program; by look(), or where that may not take long by
/// look_at_once(). Nothing: it is gone, or no longer meant.
Result<Held> hold(const Rule& rule, const process::Entry& seen, bool patient);

/// An error, unless it only says that the process is gone.
Result<Held> unless_gone(Error error);

}  // namespace watchdog::block
