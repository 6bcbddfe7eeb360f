// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "commands/keep_programs.hpp"
#include "config/config.hpp"
#include "report.hpp"

namespace watchdog::app {

/// The file that a command is about.
void add_file(CLI::App& app, std::string& file);
/// Throws CLI's error of usage when there is none, or a program after `--`; `command` stands in it.
void require_file(const std::string& file, const Line& line, const std::string& command);

enum class Severity : std::uint8_t { warning, error };

/// Says each: "services.toml:7:1: there is no key ...", as editors read it. Errors also when quiet.
void say_flaws(const Voice& voice, const std::string& file, const config::Flaws& flaws,
               Severity severity);

/// What is to be kept, with the running processes that are taken for it; a program that is not
/// there is left to the keeper, which tells so and keeps the others. Adds a flaw for each that may
/// not be kept, and for a process that two would take.
/// `heritage`, for each: what another keeper of it knew.
std::vector<Kept> find_running(const std::vector<config::Program>& programs,
                               const std::vector<Heritage>& heritage, config::Flaws& flaws);

}  // namespace watchdog::app
