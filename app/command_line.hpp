// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "report.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/base/text.hpp"

namespace watchdog::app {

/// What a command needs of the command line besides its options.
struct Line {
  std::vector<std::string> words;    ///< Before `--`, program name left out.
  std::vector<std::string> program;  ///< After `--`, verbatim.
  bool has_program = false;          ///< `--` was there.
};

/// Sets up one command: its options, its help, and what runs when it is chosen. The exit code is
/// left in `exit_code`.
using Setup = void (*)(CLI::App& app, const Line& line, int& exit_code);

/// Parses and runs. Prints help, version and usage errors itself. Returns the exit code.
int run_command_line(const std::vector<std::string>& words);

/// An option that takes text: what is empty was meant to be something, a variable of a script
/// mostly.
CLI::Option* add_text(CLI::App& app, const std::string& name, std::string& value,
                      const std::string& help);
/// An option that takes a duration, with the error that says how one is written.
CLI::Option* add_duration(CLI::App& app, const std::string& name, milliseconds& value,
                          const std::string& help);
/// An option that takes one of a few words, with the error that lists them.
template <class Value>
CLI::Option* add_choice(CLI::App& app, const std::string& name, Value& value,
                        std::vector<std::pair<std::string, Value>> choices,
                        const std::string& help) {
  const auto take = [name, &value, choices](const std::string& text) {
    std::string words;
    for (const auto& [word, meaning] : choices) {
      if (word == text) {
        value = meaning;
        return;
      }
      words += (words.empty() ? "" : ", ") + word;
    }
    throw CLI::ValidationError(name, "'" + printable(text) + "' is none of " + words);
  };
  return app.add_option_function<std::string>(name, take, help);
}

/// --json and --quiet.
void add_voice(CLI::App& app, Voice& voice);

}  // namespace watchdog::app
