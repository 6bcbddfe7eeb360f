// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>

#include "commands/keep_run.hpp"

namespace watchdog::app {

/// --orphans, --forward, --priority and how we speak: what holds for all programs of one watchdog.
void add_run_options(CLI::App& app, RunOptions& run);

}  // namespace watchdog::app
