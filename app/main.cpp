// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <exception>

#include "command_line.hpp"
#include "exit_code.hpp"
#include "system.hpp"
#include "watchdog/base/arguments.hpp"

int main(int argc, char** argv) {
  using namespace watchdog::app;
  try {
    const std::vector<std::string> words = watchdog::arguments(argc, argv);
    prepare_process();
    if (const std::optional<int> done = hidden_command(words)) return *done;
    return run_command_line(words);
  } catch (const std::exception& error) {
    write_error(fmt::format("watchdog: {}\n", error.what()));
    return number(ExitCode::own_failure);
  }
}
