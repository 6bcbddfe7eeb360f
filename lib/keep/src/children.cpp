// SPDX-License-Identifier: MIT
#include "children.hpp"

#include <utility>

namespace watchdog::keep {

std::vector<Result<process::Identity>> Children::start(const std::vector<Start>& programs) {
  std::vector<const process::Command*> commands;
  commands.reserve(programs.size());
  for (const Start& one : programs) commands.push_back(one.command);
  std::vector<Result<process::Child>> born = process::spawn_all(commands);
  std::vector<Result<process::Identity>> started;
  started.reserve(programs.size());
  for (std::size_t i = 0; i < programs.size(); ++i)
    started.push_back(watch(programs[i].program, std::move(born[i])));
  return started;
}

}  // namespace watchdog::keep
