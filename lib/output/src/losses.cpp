// SPDX-License-Identifier: MIT
#include "losses.hpp"

#include <fmt/format.h>

namespace watchdog::output {

std::string Losses::notice(bool mid_line) const {
  return fmt::format("{}[watchdog: {} bytes lost: {}]\n", mid_line ? "\n" : "", untold_, why_);
}

}  // namespace watchdog::output
