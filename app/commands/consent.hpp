// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "commands/targets.hpp"
#include "watchdog/process/list.hpp"

namespace watchdog::app {

/// So many processes may be ended without a question: a program and its workers.
inline constexpr std::size_t a_handful = 10;

/// "13 processes: app (12), other"; the most frequent name first, eight names at most.
std::string crowd(const std::vector<process::Entry>& entries);

/// Whether as many as `aim` ends now may be ended: they are but a handful, or `yes` was said, or is
/// said now by somebody who sits there. Otherwise the error says how many they are. `command`
/// stands in the question. Errors, without a code: nobody agrees.
Result<void> consent(const Aim& aim, bool yes, const std::string& command);
void add_yes(CLI::App& app, bool& yes);

/// Errors, without a code: a watchdog of this user keeps a program that the rule ends, and neither
/// would ever be done.
Result<void> check_not_kept(const block::Rule& rule);

}  // namespace watchdog::app
