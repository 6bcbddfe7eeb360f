// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::app {

/// One way to end, so many times in a row.
struct Chapter {
  process::Exit exit;
  bool hangs = false;     ///< It is ended because it hung; `exit` says nothing.
  milliseconds after{0};  ///< How long the program had run.
  unsigned times = 1;
};

/// "exit 3 after 2s x10, SEGV, hang after 1m": see `watchdog plan --help`.
/// Errors: a word that has no meaning where it stands.
Result<std::vector<Chapter>> parse_story(std::string_view text);

}  // namespace watchdog::app
