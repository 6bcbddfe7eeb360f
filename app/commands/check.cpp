// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>

#include "commands/commands.hpp"
#include "commands/config_file.hpp"
#include "commands/policy_options.hpp"
#include "exit_code.hpp"
#include "system.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/process/words.hpp"

namespace watchdog::app {
namespace {

using config::Config;
using config::Flaws;
using config::Program;
using keep::Policy;

constexpr const char* check_examples =
    "Examples:\n"
    "  watchdog check services.toml             every error, or a table of what would be kept\n"
    "  watchdog check --strict services.toml    a program that is not on this machine is an error\n"
    "  watchdog check --json services.toml      one object per program or error, for programs\n\n"
    "Exit codes: 0 the file is in order, 2 it is not (each error: file:line:column: reason), 125 "
    "watchdog\n"
    "itself failed.\n";

struct CheckOptions {
  std::string file;
  bool strict = false;
  Voice voice;
};

std::string_view word(Policy::When when) {
  switch (when) {
    case Policy::When::always:
      return "always";
    case Policy::When::on_failure:
      return "on-failure";
    case Policy::When::never:
      break;
  }
  return "never";
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_directory(utf8_path(path), ignored);
}

/// What this machine lacks, once for all instances of a program.
Flaws missing_here(const std::vector<Program>& programs) {
  Flaws missing;
  std::string last;
  for (const Program& program : programs) {
    if (std::exchange(last, program.table) == program.table) continue;
    const std::string& directory = program.settings.directory;
    if (const auto found = process::find_program(program.words.front()); !found)
      missing.push_back({program.place, found.error().message()});
    if (!directory.empty() && !is_folder(directory))
      missing.push_back({program.place, fmt::format("there is no folder '{}'", directory)});
  }
  return missing;
}

std::string as_table(const std::vector<Program>& programs) {
  std::size_t name = 4;
  std::size_t stop = 4;
  for (const Program& program : programs) {
    name = std::max(name, program.name.size());
    stop = std::max(stop, describe(program.settings.ladder).size());
  }
  std::string text = fmt::format("{:<{}}  {:<7}  {:<10}  {:<{}}  {}\n", "NAME", name, "ENABLED",
                                 "RESTART", "STOP", stop, "COMMAND");
  for (const Program& program : programs) {
    fmt::format_to(std::back_inserter(text), "{:<{}}  {:<7}  {:<10}  {:<{}}  {}\n",
                   printable(program.name), name, program.enabled ? "yes" : "no",
                   word(program.settings.policy.when), describe(program.settings.ladder), stop,
                   printable(process::join_words(program.words)));
  }
  return text;
}

std::string as_json(const std::vector<Program>& programs) {
  std::string text;
  for (const Program& program : programs) {
    text += json_line({{"name", program.name},
                       {"enabled", program.enabled},
                       {"command", program.words},
                       {"directory", program.settings.directory},
                       {"restart", word(program.settings.policy.when)},
                       {"stop", describe(program.settings.ladder)}});
  }
  return text;
}

int show(const CheckOptions& options, const std::vector<Program>& programs) {
  if (options.voice.quiet) return number(ExitCode::ok);
  if (write_output(options.voice.json ? as_json(programs) : as_table(programs)))
    return number(ExitCode::ok);
  Report(options.voice).error(Error{last_system_error(), "write the table", "", ""});
  return number(ExitCode::own_failure);
}

int check_command(const CheckOptions& options) {
  const Config config = config::load_config(options.file);
  say_flaws(options.voice, options.file, config.flaws, Severity::error);
  if (!config.flaws.empty()) return number(ExitCode::usage);
  const Flaws missing = missing_here(config.programs);
  say_flaws(options.voice, options.file, missing,
            options.strict ? Severity::error : Severity::warning);
  if (options.strict && !missing.empty()) return number(ExitCode::usage);
  return show(options, config.programs);
}

}  // namespace

void setup_check(CLI::App& app, const Line& line, int& exit_code) {
  CLI::App& command = *app.add_subcommand("check", "Tell whether a file for 'run' is in order");
  const auto options = std::make_shared<CheckOptions>();
  command.footer(check_examples);
  add_file(command, options->file);
  command.add_flag("--strict", options->strict,
                   "Programs and folders that are not there are errors, not warnings");
  add_voice(command, options->voice);
  command.callback([options, &line, &exit_code] {
    require_file(options->file, line, "check");
    exit_code = check_command(*options);
  });
}

}  // namespace watchdog::app
