// SPDX-License-Identifier: MIT
#include "commands/targets.hpp"

#include <fmt/format.h>

#include "suggest.hpp"
#include "watchdog/base/text.hpp"

namespace watchdog::app {
namespace {

using process::Entry;
using process::Target;

std::string_view word(Target::Part part) {
  switch (part) {
    case Target::Part::image:
      return "image";
    case Target::Part::path:
      return "path";
    case Target::Part::title:
      return "title";
  }
  return "";
}

std::string none_text(const std::string& name, const std::vector<std::string>& others) {
  const bool path = name.find_first_of(process::system_naming().separators) != std::string::npos;
  const std::string text = path ? fmt::format("no process runs the file '{}'", printable(name))
                                : fmt::format("no process is called '{}'", printable(name));
  const std::string meant = path ? "" : suggest(name, others);
  return meant.empty() ? text : fmt::format("{}; did you mean '{}'?", text, printable(meant));
}

}  // namespace

void add_targets(CLI::App& app, std::vector<std::string>& names, const std::string& help) {
  app.add_option("TARGET", names, help)->type_name("");
}

std::vector<std::string> all_targets(const std::vector<std::string>& names, const Line& line) {
  std::vector<std::string> all = names;
  all.insert(all.end(), line.program.begin(), line.program.end());
  return all;
}

void require_targets(const std::vector<std::string>& names, const std::string& command) {
  if (!names.empty()) return;
  throw CLI::ValidationError(
      fmt::format("{0} what? Name at least one program: watchdog {0} NAME", command));
}

Result<std::vector<Target>> parse_targets(const std::vector<std::string>& names) {
  std::vector<Target> targets;
  for (const std::string& name : names) {
    auto target = Target::parse(name);
    if (!target) return std::move(target).error();
    targets.push_back(*std::move(target));
  }
  return targets;
}

Result<Aim> take_aim(const std::vector<std::string>& names, bool force) {
  auto targets = parse_targets(names);
  if (!targets) return std::move(targets).error();
  std::vector<Entry> ours = process::lineage(process::own_pid());
  block::Rule rule(*std::move(targets), block::Protection::of_this_process(ours, force));
  if (auto first = process::inspect(1)) ours.push_back(*std::move(first));
  if (auto good = rule.check(ours); !good) return std::move(good).error();
  std::vector<std::string> others;
  auto table = process::find(rule.targets(), &others);
  if (!table) return std::move(table).error();
  return Aim{std::move(rule), *std::move(table), std::move(others)};
}

void say_none(const Report& report, const std::vector<std::string>& names,
              const std::vector<std::string>& others) {
  for (const std::string& name : names) {
    Message message;
    message.event = "none";
    message.fields["target"] = name;
    message.text = none_text(name, others);
    report.say(message);
  }
}

std::string who(const Entry& entry) { return fmt::format("{}[{}]", entry.name(), entry.id.pid); }

std::string why(const Entry& entry, const block::Verdict& verdict) {
  return fmt::format("{} '{}' is the target '{}'", block::describe(verdict.part),
                     printable(block::value(entry, verdict.part)),
                     printable(verdict.target->program()));
}

void add_explain(CLI::App& app, bool& explain) {
  app.add_flag("--explain", explain, "Tell of each process which target means it, and by what");
}

void say_spared(const Report& report, const Entry& entry, const block::Verdict& verdict) {
  Message message = about("spared", entry, verdict);
  message.fields["reason"] = block::describe(verdict.shield);
  message.text = fmt::format("spared: {}", block::describe(verdict.shield));
  if (block::yields_to_force(verdict.shield)) message.text += "; --force ends it";
  report.say(message);
}

void say_failed(const Report& report, const Voice& voice, const Entry& entry, const Error& error) {
  Error named = error;
  named.subject = who(entry);
  if (!voice.json) return report.error(named);
  Message message = about("error", entry);
  message.fields["reason"] = named.message();
  report.say(message);
}

Message about(std::string_view event, const Entry& entry) {
  Message message;
  message.event = event;
  message.name = entry.label();
  message.pid = entry.id.pid;
  if (!entry.image.empty()) message.fields["image"] = entry.image;
  return message;
}

Message about(std::string_view event, const Entry& entry, const block::Verdict& verdict) {
  Message message = about(event, entry);
  message.fields["target"] = verdict.target->program();
  message.fields["match"] = word(verdict.part);
  message.fields["value"] = block::value(entry, verdict.part);
  return message;
}

}  // namespace watchdog::app
