// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include "keeping/health.hpp"

namespace watchdog::app {

/// The options that say how a program is known to be ready, to hang, or to be worn: --heartbeat,
/// --probe, --silence ...
void add_health(CLI::App& app, Health& health);

}  // namespace watchdog::app
