// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace watchdog::app::config {

/// Where something stands in a file: lines and columns count from 1, columns in characters.
struct Place {
  unsigned line = 0;  ///< 0: the file as a whole.
  unsigned column = 0;
};

/// What is wrong with a file, and what helps, as one sentence. It may hold text of the file, which
/// is to be disarmed before a terminal sees it.
struct Flaw {
  Place place;
  std::string text;
};

using Flaws = std::vector<Flaw>;

}  // namespace watchdog::app::config
