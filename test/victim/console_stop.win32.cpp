// SPDX-License-Identifier: MIT
#include "watchdog/process/console_stop.win32.hpp"

#include <string>

#include "watchdog/base/arguments.hpp"

int main(int argc, char** argv) {
  const std::vector<std::string> words = watchdog::arguments(argc, argv);
  if (words.size() != 3 || words[1] != watchdog::process::console_stop_argument) return 2;
  return watchdog::process::run_console_stop(
      static_cast<watchdog::process::Pid>(std::stoul(words[2])));
}
