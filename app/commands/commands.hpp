// SPDX-License-Identifier: MIT
#pragma once

#include <array>

#include "command_line.hpp"

namespace watchdog::app {

void setup_keep(CLI::App& app, const Line& line, int& exit_code);
void setup_run(CLI::App& app, const Line& line, int& exit_code);
void setup_check(CLI::App& app, const Line& line, int& exit_code);
void setup_block(CLI::App& app, const Line& line, int& exit_code);
void setup_plan(CLI::App& app, const Line& line, int& exit_code);
void setup_control(CLI::App& app, const Line& line, int& exit_code);
void setup_wait(CLI::App& app, const Line& line, int& exit_code);
void setup_list(CLI::App& app, const Line& line, int& exit_code);
void setup_kill(CLI::App& app, const Line& line, int& exit_code);
void setup_checkpoint(CLI::App& app, const Line& line, int& exit_code);

/// Every command, in the order of the help.
inline constexpr std::array<Setup, 10> commands{
    setup_keep, setup_run,   setup_check, setup_control, setup_wait,
    setup_plan, setup_block, setup_list,  setup_kill,    setup_checkpoint};

}  // namespace watchdog::app
