// SPDX-License-Identifier: MIT
#include "watchdog/base/arguments.hpp"

namespace watchdog {

std::vector<std::string> arguments(int argc, const char* const* argv) {
  return {argv, argv + argc};
}

}  // namespace watchdog
