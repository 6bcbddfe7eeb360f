// SPDX-License-Identifier: MIT
#pragma once

#include "lives.hpp"

/// What is done to checkpoints. Each prints the rows of its table; those that need what is not here
/// say so and print none.
namespace watchdog::torture {

inline const std::vector<std::string> durabilities{"power", "process", "periodic"};

void kill_at_random(const Settings& settings, Report& report);
void kill_at_each_call(const Settings& settings, Report& report);
void kill_at_each_step(const Settings& settings, Report& report);
void fail_each_call(const Settings& settings, Report& report);
void cut_each_write(const Settings& settings, Report& report);
void damage_files(const Settings& settings, Report& report);
void fill_the_disk(const Settings& settings, Report& report);
void crowd(const Settings& settings, Report& report);
void cut_the_power(const Settings& settings, Report& report);

}  // namespace watchdog::torture
