// SPDX-License-Identifier: MIT
#include "watchdog/process/spawn.hpp"

namespace watchdog::process {

/// One after the other: what threads would save here was never measured.
std::vector<Result<Child>> spawn_all(const std::vector<const Command*>& commands) {
  std::vector<Result<Child>> children;
  children.reserve(commands.size());
  for (const Command* command : commands) children.push_back(spawn(*command));
  return children;
}

}  // namespace watchdog::process
