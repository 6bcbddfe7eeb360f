// SPDX-License-Identifier: MIT
#include "watchdog/process/console_stop.win32.hpp"
#include "support/paths.hpp"

namespace {

/// Asking a console program to end takes a second process (see the header): tests have their own.
[[maybe_unused]] const bool is_set = [] {
  watchdog::process::set_console_stop_helper(watchdog::test::console_stop_program);
  return true;
}();

}  // namespace
