// SPDX-License-Identifier: MIT
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "command_line.hpp"
#include "report.hpp"
#include "watchdog/block/rule.hpp"

namespace watchdog::app {

/// Which processes a command is about, as it was typed.
struct Who {
  std::vector<std::string> names;  ///< Targets: before `--`, after it, and from the files.
  std::vector<std::string> from;   ///< Files of targets; "-": the input.
  std::vector<std::string> patterns;
  std::vector<std::string> except;
  std::vector<std::string> commands;
  std::vector<std::string> scripts;
  std::vector<std::string> users;
  std::vector<std::string> parents;
  std::vector<std::string> hashes;
};

/// The targets and the options that say who is meant.
void add_who(CLI::App& app, Who& who, const std::string& help);
/// Adds the targets after `--`, which may begin with a dash. Throws CLI's error of usage when
/// nobody is named; `command` stands in it. Empty: nobody need be.
void complete_who(Who& who, const Line& line, const std::string& command);

/// Reads what is in files and checks everything. Errors: of the first word that means nothing, with
/// the line of the file it stands in; of a file that can't be read.
Result<block::Terms> terms_of(const Who& who);

/// Who is meant, and what runs by those names.
struct Aim {
  block::Rule rule;
  std::vector<process::Entry> table;
};

/// Errors: a target that is none, or that would end us or the system; see Rule::check.
Result<Aim> take_aim(const Who& who, bool force);

/// Says that nobody is there who is meant, and who may have been.
void say_none(const Report& report, const block::Terms& terms);

/// "app[123]", for an error's subject.
std::string who(const process::Entry& entry);

/// For people, as the end of a sentence, what of a process told, and what it was told by: "its
/// file's name 'app' is the target 'app'; its user '1000' is 'bob'".
std::string why(const block::Verdict& verdict);
/// The same, short: "its file's name and its user match".
std::string why_in_short(const block::Verdict& verdict);
/// The option that has it told.
void add_explain(CLI::App& app, bool& explain);

/// Says that a process is protected, and what helps; `more` for programs.
void say_spared(const Report& report, const process::Entry& entry, const block::Verdict& verdict,
                const Fields& more = Fields::object());

/// Says that a process could not be ended; quiet or not. `more` for programs.
void say_failed(const Report& report, const Voice& voice, const process::Entry& entry,
                const Error& error, const Fields& more = Fields::object());

/// What names a process: "target", "match", "value"; and in "also" what else had to be so.
Fields grounds_of(const block::Verdict& verdict);
/// What all messages about a process have: name, pid, image.
Message about(std::string_view event, const process::Entry& entry);
/// The same with what names it, as in grounds_of().
Message about(std::string_view event, const process::Entry& entry, const block::Verdict& verdict);

}  // namespace watchdog::app
