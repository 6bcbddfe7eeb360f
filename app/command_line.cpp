// SPDX-License-Identifier: MIT
#include "command_line.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iostream>

#include "commands/commands.hpp"
#include "duration.hpp"
#include "exit_code.hpp"
#include "suggest.hpp"
#include "system.hpp"
#include "version.hpp"
#include "watchdog/base/text.hpp"

namespace watchdog::app {
namespace {

constexpr const char* about =
    "Keeps programs alive, or keeps them from running.\n\n"
    "Examples:\n"
    "  watchdog keep app                   start app, or adopt it where it runs, and keep it "
    "alive\n"
    "  watchdog keep -- app --port 80      the same for a program with arguments\n"
    "  watchdog run services.toml          many programs, as a file describes them\n"
    "  watchdog block notepad              end every notepad as soon as it appears\n"
    "  watchdog list app                   what runs by that name\n"
    "  watchdog kill app                   end it, politely first\n";

Line split(const std::vector<std::string>& words) {
  const auto begin = words.empty() ? words.end() : words.begin() + 1;
  const auto dashes = std::find(begin, words.end(), "--");
  Line line;
  line.words.assign(begin, dashes);
  line.has_program = dashes != words.end();
  if (line.has_program) line.program.assign(dashes + 1, words.end());
  return line;
}

/// The command that was chosen, so that its help is the one that helps.
const CLI::App& chosen(const CLI::App& app) {
  const std::vector<CLI::App*> commands = app.get_subcommands();
  return commands.empty() ? app : chosen(*commands.front());
}

/// Its name with those of the commands it is below, as they are typed.
std::string full_name(const CLI::App& command) {
  const CLI::App* parent = command.get_parent();
  return parent == nullptr ? command.get_name() : full_name(*parent) + " " + command.get_name();
}

std::vector<std::string> known_words(const CLI::App& app) {
  std::vector<std::string> words;
  for (const CLI::App* command : app.get_subcommands({})) words.push_back(command->get_name());
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) words.push_back("--" + name);
  }
  return words;
}

std::string near_miss(const CLI::App& app, const std::string& word) {
  const std::string meant = suggest(word.substr(0, word.find('=')), known_words(app));
  return meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant);
}

/// A word that nobody wanted: an option we don't have, or one meant for the kept program.
std::string unexpected(const CLI::App& app, const std::string& word) {
  if (word.rfind('-', 0) != 0) {
    return fmt::format("there is no command '{}'{}", printable(word), near_miss(app, word));
  }
  std::string text =
      fmt::format("there is no option '{}'{}", printable(word), near_miss(app, word));
  if (app.get_name() == "keep") {
    text += "; a program's own options come after --: watchdog keep -- PROGRAM --its-option";
  }
  return text;
}

std::string no_command(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return fmt::format("what is to be done? Give a command: {}", fmt::join(names, ", "));
}

std::string sentence(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = chosen(app);
  const std::vector<std::string> extra = app.remaining(true);
  if (!extra.empty()) return unexpected(command, extra.front());
  return command.get_subcommands({}).empty() ? error.what() : no_command(command);
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  write_error(fmt::format("watchdog: {}\nTry '{} --help'.\n", sentence(app, error),
                          full_name(chosen(app))));
  return number(ExitCode::usage);
}

int parse_and_run(CLI::App& app, const Line& line, const int& exit_code) {
  try {
    std::vector<std::string> words(line.words.rbegin(),
                                   line.words.rend());  // CLI11 takes them last first.
    app.parse(words);
    return exit_code;
  } catch (const CLI::Success& wanted) {
    return app.exit(wanted);
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
}

}  // namespace

int run_command_line(const std::vector<std::string>& words) {
  const Line line = split(words);
  int exit_code = 0;
  CLI::App app(about, "watchdog");
  app.set_version_flag("--version", fmt::format("watchdog {}", version));
  app.require_subcommand(1);
  for (const Setup setup : commands) setup(app, line, exit_code);
  return parse_and_run(app, line, exit_code);
}

CLI::Option* add_text(CLI::App& app, const std::string& name, std::string& value,
                      const std::string& help) {
  const auto take = [name, &value](const std::string& text) {
    if (text.empty())
      throw CLI::ValidationError(name, "it is empty; leave the option out, or give it a value");
    value = text;
  };
  return app.add_option_function<std::string>(name, take, help);
}

CLI::Option* add_duration(CLI::App& app, const std::string& name, milliseconds& value,
                          const std::string& help) {
  const auto take = [name, &value](const std::string& text) {
    const std::optional<milliseconds> parsed = parse_duration(text);
    if (!parsed) {
      throw CLI::ValidationError(
          name,
          fmt::format("'{}' is no duration; write 500ms, 5s, 10m, 2h or 1d", printable(text)));
    }
    value = *parsed;
  };
  return app.add_option_function<std::string>(name, take, help)->type_name("TIME");
}

void add_voice(CLI::App& app, Voice& voice) {
  app.add_flag("--json", voice.json, "Speak in JSON, one object per line");
  app.add_flag("-q,--quiet", voice.quiet, "Say errors only");
}

}  // namespace watchdog::app
