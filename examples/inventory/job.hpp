// SPDX-License-Identifier: MIT
#pragma once

#include "options.hpp"
#include "watchdog/base/result.hpp"

namespace inventory {

/// Makes the inventory, from where the last life left it. Says what it does on stderr and sums up
/// on stdout. Returns the exit code: 0 when the manifest is complete, 128 + n when signal n stopped
/// it, with all that was done in the checkpoint.
watchdog::Result<int> run(const Options& options);

}  // namespace inventory
