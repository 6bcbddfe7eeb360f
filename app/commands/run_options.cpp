// SPDX-License-Identifier: MIT
#include "commands/run_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "command_line.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::app {
namespace {

void add_orphans(CLI::App& app, RunOptions& run) {
  add_choice<bool>(app, "--orphans", run.leave_orphans, {{"kill", false}, {"leave", true}},
                   "What becomes of what a program started when it dies: kill (default), leave")
      ->type_name("WHAT");
}

/// Why that signal can't be passed on; empty where it can.
std::string refusal(const std::string& word) {
  constexpr std::array<std::string_view, 4> not_ours{"KILL", "STOP", "CHLD", "BREAK"};
  if (word == "TERM" || word == "INT") return word + " stops; --stop tells how";
  const bool taken = std::find(not_ours.begin(), not_ours.end(), word) != not_ours.end();
  return taken ? word + " can't be passed on" : "";
}

int parse_forwarded(const std::string& text) {
  const std::optional<int> signal = process::signal_number(text);
  if (!signal)
    throw CLI::ValidationError("--forward",
                               fmt::format("'{}' is no signal of this system", printable(text)));
  if (const std::string reason = refusal(process::signal_word(*signal)); !reason.empty())
    throw CLI::ValidationError("--forward", reason);
  return *signal;
}

void add_forward(CLI::App& app, std::vector<int>& signals) {
  const auto take = [&signals](const std::vector<std::string>& words) {
    for (const std::string& word : words) signals.push_back(parse_forwarded(word));
  };
  app.add_option_function<std::vector<std::string>>(
         "--forward", take,
         "Pass these signals on to the programs: HUP,USR1; default as pid 1: HUP, QUIT, USR1, "
         "USR2, WINCH")
      ->type_name("SIGNALS")
      ->delimiter(',')
      ->allow_extra_args(false);
}

void add_priority(CLI::App& app, RunOptions& run) {
  add_choice<bool>(app, "--priority", run.realtime, {{"normal", false}, {"realtime", true}},
                   "realtime: this watchdog (not what it keeps) goes before all ordinary programs, "
                   "where it may")
      ->type_name("CLASS");
}

}  // namespace

void add_run_options(CLI::App& app, RunOptions& run) {
  add_orphans(app, run);
  add_forward(app, run.forwarded);
  add_priority(app, run);
  add_voice(app, run.voice);
}

}  // namespace watchdog::app
