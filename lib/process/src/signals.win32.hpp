// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/error.hpp"

namespace watchdog::process {

// The numbers that stand for Windows' own ways of asking: those of its C library, and KILL, which
// that lacks.
inline constexpr int ctrl_c = 2;
inline constexpr int forced = 9;
inline constexpr int polite = 15;
inline constexpr int ctrl_break = 21;

inline Error no_such_signal(int number) {
  return {std::make_error_code(std::errc::invalid_argument), "send signal", std::to_string(number),
          "Windows knows 2 (INT), 9 (KILL), 15 (TERM) and 21 (BREAK)"};
}

}  // namespace watchdog::process
