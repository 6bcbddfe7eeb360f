// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "watchdog/base/result.hpp"
#include "watchdog/keep/keeper.hpp"

namespace watchdog::app {

/// The options that say when a program is restarted: --restart, --restart-on, --stop-on, --delay
/// ...
void add_policy(CLI::App& app, keep::Policy& policy);

/// --grace and --stop, which say how a program is asked to end.
void add_ladder(CLI::App& app, keep::Ladder& ladder);

/// "TERM:5s,INT:2s,KILL": signals, each with the time it is given. Force comes last, named or not.
/// Errors: a word that is no signal of this system, a time that is none, something after KILL.
Result<keep::Ladder> parse_ladder(const std::string& text);

/// A program that is asked once and has that long; 0: forced at once.
keep::Ladder ladder_of_grace(milliseconds grace);

/// As parse_ladder() takes it.
std::string describe(const keep::Ladder& ladder);

}  // namespace watchdog::app
