// SPDX-License-Identifier: MIT
#include "commands/config_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "system.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/process/list.hpp"

namespace watchdog::app {
namespace {

using config::Flaw;
using config::Flaws;
using config::Program;
using Table = std::vector<process::Entry>;

std::string as_line(const std::string& file, const Flaw& flaw, Severity severity) {
  const config::Place& place = flaw.place;
  const std::string where = place.line == 0 ? "" : fmt::format(":{}:{}", place.line, place.column);
  const char* kind = severity == Severity::warning ? "warning: " : "";
  return fmt::format("{}{}: {}{}\n", printable(file), where, kind, printable(flaw.text));
}

Message as_message(const std::string& file, const Flaw& flaw, Severity severity) {
  Message message;
  message.event = severity == Severity::warning ? "warning" : "error";
  message.fields = {{"file", file}};
  if (flaw.place.line != 0) {
    message.fields["line"] = flaw.place.line;
    message.fields["column"] = flaw.place.column;
  }
  message.fields["reason"] = flaw.text;
  return message;
}

Kept as_written(const Program& program) {
  Kept kept;
  kept.name = program.name;
  kept.command.program = program.words.front();
  kept.command.arguments.assign(program.words.begin() + 1, program.words.end());
  // Not to be looked for again at every restart.
  if (Result<std::string> found = process::find_program(program.words.front())) {
    kept.command.program = std::move(*found);
    kept.command.argument0 = program.words.front();
  }
  kept.settings = program.settings;
  return kept;
}

/// One word reopens the process as it was; more of them say what it is to be.
Result<Kept> as_running(const Table& table, const Program& program, const Heritage& heritage) {
  Kept kept = as_written(program);
  kept.heritage = heritage;
  kept.running = heritage.alive;
  if (program.adopt == Adopt::never) return kept;
  Result<Kept> found = resolve_one(table, program.words.front(), program.adopt, heritage);
  if (!found && !found.error().code) return found.error();
  if (!found || !found->running) return kept;
  kept.running = found->running;
  if (program.words.size() > 1) return kept;
  kept.command = std::move(found->command);
  kept.as_found = found->as_found;
  kept.missing = std::move(found->missing);
  return kept;
}

bool is_taken(const std::vector<Kept>& programs, const process::Identity& id) {
  return std::any_of(programs.begin(), programs.end(),
                     [&](const Kept& kept) { return kept.running && *kept.running == id; });
}

Result<Table> table_for(const std::vector<Program>& programs) {
  const bool adopts = std::any_of(programs.begin(), programs.end(), [](const Program& program) {
    return program.adopt != Adopt::never;
  });
  return adopts ? process::list() : Table();
}

}  // namespace

void add_file(CLI::App& app, std::string& file) {
  app.add_option("FILE", file, "A description of programs in TOML")->type_name("");
}

void require_file(const std::string& file, const Line& line, const std::string& command) {
  if (file.empty()) {
    throw CLI::ValidationError(
        fmt::format("which file? Name it first: watchdog {} services.toml", command));
  }
  if (line.has_program)
    throw CLI::ValidationError("nothing comes after --: the file says what is started");
}

void say_flaws(const Voice& voice, const std::string& file, const Flaws& flaws, Severity severity) {
  const Report report(voice);
  for (const Flaw& flaw : flaws) {
    if (voice.json) {
      report.say(as_message(file, flaw, severity));
    } else if (!voice.quiet || severity == Severity::error) {
      write_error(as_line(file, flaw, severity));
    }
  }
}

std::vector<Kept> find_running(const std::vector<Program>& programs,
                               const std::vector<Heritage>& heritage, Flaws& flaws) {
  std::vector<Kept> all;
  const Result<Table> table = table_for(programs);
  if (!table) {
    flaws.push_back({{}, table.error().message()});
    return all;
  }
  for (std::size_t i = 0; i < programs.size(); ++i) {
    const Program& program = programs[i];
    Result<Kept> kept = as_running(*table, program, heritage[i]);
    if (!kept) {
      flaws.push_back({program.place, kept.error().message() + " (here: the key 'adopt')"});
    } else if (kept->running && is_taken(all, *kept->running)) {
      flaws.push_back({program.place, fmt::format("pid {}, which '{}' would adopt, is another "
                                                  "program's already; write adopt = \"never\"",
                                                  kept->running->pid, program.name)});
    } else {
      all.push_back(std::move(*kept));
    }
  }
  return all;
}

}  // namespace watchdog::app
