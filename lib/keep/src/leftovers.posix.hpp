// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "watchdog/process/identity.hpp"
#include "watchdog/process/own_children.hpp"

namespace watchdog::keep {

/// What programs that died left behind outside their groups (a double fork, a session of its own):
/// it came to us as to its next of kin, and is known by the mark of its program.
class Leftovers {
 public:
  using IsKept = std::function<bool(process::Pid)>;

  /// Ends by force what bears one of `marks`, and all that descends from it; returns of each of
  /// them how many processes that were. `is_kept`: the children that are programs themselves.
  std::vector<unsigned> end(const std::vector<std::string>& marks, const IsKept& is_kept);

 private:
  std::vector<process::Pid> orphans(const IsKept& is_kept);

  std::optional<process::OwnChildren> children_;
};

}  // namespace watchdog::keep
