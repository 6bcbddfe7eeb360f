// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "watchdog/base/clock.hpp"

namespace inventory {

/// How much work a kill may undo: so many files, or so much time, whichever is set.
struct Step {
  std::uint64_t files = 0;
  watchdog::milliseconds time{500};
};

/// What the command line asks for. Paths are UTF-8.
struct Options {
  std::string folder;
  std::string manifest = "inventory.txt";
  std::string checkpoint;  ///< Empty: the manifest's name with ".ckpt".
  Step step;
  watchdog::milliseconds throttle{0};  ///< A pause after each file, for demonstrations.
  bool start_over = false;
};

}  // namespace inventory
