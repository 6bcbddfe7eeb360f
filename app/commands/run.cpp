// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "commands/commands.hpp"
#include "commands/config_file.hpp"
#include "commands/keep_run.hpp"
#include "commands/run_options.hpp"
#include "exit_code.hpp"
#include "keeping/claims.hpp"
#include "suggest.hpp"

namespace watchdog::app {
namespace {

using config::Config;
using config::Program;

constexpr const char* run_examples =
    "Examples:\n"
    "  watchdog run services.toml                    keep every program of the file alive\n"
    "  watchdog run services.toml --only web worker  two of them alone, enabled or not\n"
    "  watchdog check services.toml                  is the file in order?\n\n"
    "A file:\n"
    "  [program.web]\n"
    "  command = \"./web --port 80\"\n"
    "  environment = { LEVEL = 3 }\n"
    "  restart = \"on-failure\"\n\n"
    "Exit codes: those of 'watchdog keep' of several programs; 2 the file has errors, and nothing "
    "was\n"
    "started.\n";

struct RunCommand {
  std::string file;
  std::vector<std::string> only;
  RunOptions run;
};

bool is_called(const Program& program, const std::string& name) {
  return program.name == name || program.table == name;
}

std::string unknown(const std::vector<Program>& programs, const std::string& name) {
  std::vector<std::string> known;
  for (const Program& program : programs) {
    known.push_back(program.name);
    known.push_back(program.table);
  }
  const std::string meant = suggest(name, known);
  return fmt::format("there is no program '{}' in it{}", name,
                     meant.empty() ? "" : fmt::format("; did you mean '{}'?", meant));
}

/// Those named, otherwise those enabled. What is wrong with that choice is a flaw of the file.
std::vector<Program> choose(const RunCommand& options, Config& config) {
  const std::vector<Program>& all = config.programs;
  for (const std::string& name : options.only) {
    const auto is_meant = [&](const Program& program) { return is_called(program, name); };
    if (std::none_of(all.begin(), all.end(), is_meant))
      config.flaws.push_back({{}, unknown(all, name)});
  }
  const auto is_chosen = [&](const Program& program) {
    if (options.only.empty()) return program.enabled;
    return std::any_of(options.only.begin(), options.only.end(),
                       [&](const std::string& name) { return is_called(program, name); });
  };
  std::vector<Program> chosen;
  std::copy_if(all.begin(), all.end(), std::back_inserter(chosen), is_chosen);
  if (chosen.empty() && config.flaws.empty())
    config.flaws.push_back(
        {{}, "none of its programs is enabled; --only NAME runs one all the same"});
  return chosen;
}

std::vector<keep::Wish> wishes_of(const std::vector<Program>& programs) {
  std::vector<keep::Wish> wishes;
  wishes.reserve(programs.size());
  for (const Program& program : programs) wishes.push_back({program.name, program.name});
  return wishes;
}

int refuse(const RunCommand& options, const Config& config) {
  say_flaws(options.run.voice, options.file, config.flaws, Severity::error);
  return number(ExitCode::usage);
}

/// What a file comes to: the programs to keep and the right to, or the exit code when it was
/// refused.
struct Prepared {
  std::vector<Kept> programs;
  Claims claims;
  int refused = 0;
};

Prepared prepare(const RunCommand& options) {
  Config config = config::load_config(options.file);
  std::vector<Program> chosen;
  if (config.flaws.empty()) chosen = choose(options, config);
  if (!config.flaws.empty()) return {{}, {}, refuse(options, config)};
  const Report report(options.run.voice);
  Result<Claims> claims = claim(wishes_of(chosen), options.run.leave_orphans, report);
  if (!claims) return {{}, {}, report.failed(claims.error(), start_failure(claims.error()))};
  std::vector<Kept> programs = find_running(chosen, claims->heritage, config.flaws);
  if (!config.flaws.empty()) return {{}, {}, refuse(options, config)};
  return {std::move(programs), std::move(*claims)};
}

int run_command(const RunCommand& options) {
  Prepared prepared = prepare(options);
  if (prepared.refused != 0) return prepared.refused;
  return run_keep(std::move(prepared.programs), std::move(prepared.claims), options.run);
}

}  // namespace

void setup_run(CLI::App& app, const Line& line, int& exit_code) {
  CLI::App& command = *app.add_subcommand("run", "Keep the programs of a file alive");
  const auto options = std::make_shared<RunCommand>();
  command.footer(run_examples);
  add_file(command, options->file);
  command.add_option("--only", options->only, "These programs alone, enabled or not")
      ->type_name("NAME...");
  add_run_options(command, options->run);
  command.callback([options, &line, &exit_code] {
    require_file(options->file, line, "run");
    options->run.trial = {"check", "--quiet", options->file};
    exit_code = run_command(*options);
  });
}

}  // namespace watchdog::app
