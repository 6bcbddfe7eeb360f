// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "report.hpp"
#include "watchdog/block/rule.hpp"

namespace watchdog::app {

/// The programs that a command is about, before `--`.
void add_targets(CLI::App& app, std::vector<std::string>& names, const std::string& help);
/// Those after `--` too, which may begin with a dash.
std::vector<std::string> all_targets(const std::vector<std::string>& names, const Line& line);
/// Throws CLI's error of usage when there is none; `command` stands in it.
void require_targets(const std::vector<std::string>& names, const std::string& command);

/// Errors: those of Target::parse, of the first that is none.
Result<std::vector<process::Target>> parse_targets(const std::vector<std::string>& names);

/// Who is meant, and what runs by those names.
struct Aim {
  block::Rule rule;
  std::vector<process::Entry> table;
  std::vector<std::string> others;  ///< Names of what else runs.
};

/// Errors: a target that is none, or that would end us or the system; see Rule::check.
Result<Aim> take_aim(const std::vector<std::string>& names, bool force);

/// Says that nothing runs by those names, and which of `others` may have been meant.
void say_none(const Report& report, const std::vector<std::string>& names,
              const std::vector<std::string>& others);

/// "app[123]", for an error's subject.
std::string who(const process::Entry& entry);

/// For people, as the end of a sentence, which part of a row is meant and by which target: "its
/// file's name 'app' is the target 'app'".
std::string why(const process::Entry& entry, const block::Verdict& verdict);
/// The option that has it told.
void add_explain(CLI::App& app, bool& explain);

/// Says that a process is protected, and what helps.
void say_spared(const Report& report, const process::Entry& entry, const block::Verdict& verdict);

/// Says that a process could not be ended; quiet or not.
void say_failed(const Report& report, const Voice& voice, const process::Entry& entry,
                const Error& error);

/// What all messages about a process have: name, pid, image.
Message about(std::string_view event, const process::Entry& entry);
/// The same with the target that names it and how: "target", "match",
/// "value".
Message about(std::string_view event, const process::Entry& entry, const block::Verdict& verdict);

}  // namespace watchdog::app
