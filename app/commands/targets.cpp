// SPDX-License-Identifier: MIT
#include "commands/targets.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include "suggest.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/base/utf8_path.hpp"
#include "watchdog/block/look.hpp"
#include "watchdog/block/script.hpp"
#include "watchdog/process/details.hpp"

namespace watchdog::app {
namespace {

using block::Part;
using block::Pattern;
using process::Entry;
using process::Target;

std::string_view word(Part part) {
  switch (part) {
    case Part::image:
      return "image";
    case Part::path:
      return "path";
    case Part::title:
      return "title";
    case Part::script:
      return "script";
    case Part::command:
      return "command";
    case Part::user:
      return "user";
    case Part::parent:
      return "parent";
    case Part::hash:
      return "sha256";
    case Part::family:
      return "family";
  }
  return "";
}

/// What runs, for a "did you mean". Read only now: mostly somebody is found.
std::vector<std::string> running_names() {
  std::vector<std::string> names;
  const auto table = process::list();
  if (!table) return names;
  for (const Entry& entry : *table) {
    if (entry.kind == Entry::Kind::user) names.emplace_back(entry.name());
  }
  return names;
}

std::string none_text(const std::string& name, const std::vector<std::string>& running) {
  const bool path = name.find_first_of(process::system_naming().separators) != std::string::npos;
  const std::string text = path ? fmt::format("no process runs the file '{}'", printable(name))
                                : fmt::format("no process is called '{}'", printable(name));
  const std::string meant = path ? "" : suggest(name, running);
  return meant.empty() ? text : fmt::format("{}; did you mean '{}'?", text, printable(meant));
}

/// A line without blanks at its ends and without a comment, which is a # at its start or behind a
/// blank.
std::string_view content(std::string_view line) {
  constexpr std::string_view blanks = " \t\r";
  for (std::size_t at = line.find('#'); at != line.npos; at = line.find('#', at + 1)) {
    if (at == 0 || blanks.find(line[at - 1]) != blanks.npos) line = line.substr(0, at);
  }
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  return line.substr(0, line.find_last_not_of(blanks) + 1);
}

Result<void> take_lines(std::istream& in, const std::string& name, block::Terms& terms) {
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const std::string_view text = content(line);
    if (text.empty()) continue;
    auto target = Target::parse(text);
    if (!target) {
      Error error = std::move(target).error();
      error.advice += fmt::format(" (line {} of {})", number, printable(name));
      return error;
    }
    terms.targets.push_back(*std::move(target));
  }
  if (in.bad()) return last_failure("read", name);
  return {};
}

Result<void> take_file(const std::string& name, block::Terms& terms) {
  if (name == "-") return take_lines(std::cin, "the input", terms);
  std::ifstream in(utf8_path(name), std::ios::binary);
  if (!in) return last_failure("read the targets in", name);
  return take_lines(in, name, terms);
}

/// 64 digits of 16, as sha256sum writes them, in lower case.
Result<std::string> parse_hash(const std::string& text) {
  std::string hash = lower_ascii(text);
  const bool good = hash.size() == 64 && hash.find_first_not_of("0123456789abcdef") == hash.npos;
  if (good) return hash;
  const std::string has = hash.size() == 64 ? "another letter" : fmt::format("{}", hash.size());
  return Error{{}, "take as a SHA-256", text, "that is 64 digits from 0 to f, and it has " + has};
}

Result<block::User> parse_user(const std::string& name) {
  auto id = process::find_user(name);
  if (!id) return std::move(id).error();
  return block::User{name, *std::move(id)};
}

/// Each of `words`, parsed, at the end of `values`.
template <class Value, class Parse>
Result<void> take_all(const std::vector<std::string>& words, std::vector<Value>& values,
                      Parse parse) {
  for (const std::string& text : words) {
    auto value = parse(text);
    if (!value) return std::move(value).error();
    values.push_back(*std::move(value));
  }
  return {};
}

void add_words(CLI::App& app, const std::string& name, std::vector<std::string>& words,
               const std::string& type, const std::string& help) {
  app.add_option(name, words, help)->type_name(type)->allow_extra_args(false);
}

std::string sentence(const block::Ground& ground) {
  constexpr std::size_t longest = 200;
  std::string value = printable(std::string_view(ground.value).substr(0, longest));
  if (ground.value.size() > longest) value += "...";
  const bool name =
      ground.part == Part::image || ground.part == Part::path || ground.part == Part::title;
  return fmt::format("{} '{}' {}{} '{}'", block::describe(ground.part), value,
                     ground.pattern ? "matches" : "is",
                     name && !ground.pattern ? " the target" : "", printable(ground.meant));
}

Fields fields_of(const block::Ground& ground) {
  return {{"target", ground.meant}, {"match", word(ground.part)}, {"value", ground.value}};
}

}  // namespace

void add_who(CLI::App& app, Who& who, const std::string& help) {
  app.add_option("TARGET", who.names, help)->type_name("");
  add_words(app, "--from", who.from, "FILE",
            "Targets from a file, one a line, # comments; - the input");
  add_words(app, "--regex", who.patterns, "PATTERN", "Programs whose whole name or title matches");
  add_words(app, "--except", who.except, "TARGET", "But not these programs");
  add_words(app, "--command", who.commands, "PATTERN", "Only where the command line matches");
  add_words(app, "--script", who.scripts, "NAME", "Only what runs this script, by its interpreter");
  add_words(app, "--user", who.users, "USER", "Only this user's");
  add_words(app, "--parent", who.parents, "TARGET", "Only what was started by this program");
  add_words(app, "--sha256", who.hashes, "HASH", "Only what runs a file with this content");
}

void complete_who(Who& who, const Line& line, const std::string& command) {
  who.names.insert(who.names.end(), line.program.begin(), line.program.end());
  const bool anybody = !who.names.empty() || !who.from.empty() || !who.patterns.empty() ||
                       !who.commands.empty() || !who.scripts.empty() || !who.users.empty() ||
                       !who.parents.empty() || !who.hashes.empty();
  if (anybody || command.empty()) return;
  throw CLI::ValidationError(
      fmt::format("{0} what? Name at least one program: watchdog {0} NAME", command));
}

Result<block::Terms> terms_of(const Who& who) {
  block::Terms terms;
  const auto target = [](const std::string& text) { return Target::parse(text); };
  const auto script = [](const std::string& text) {
    return Target::parse(text, block::script_naming());
  };
  const auto pattern = [](const std::string& text) { return Pattern::parse(text); };
  const auto name_pattern = [](const std::string& text) {
    return Pattern::parse(text, process::system_naming().fold_case);
  };
  Result<void> taken = take_all(who.names, terms.targets, target);
  for (const std::string& file : who.from) {
    if (taken) taken = take_file(file, terms);
  }
  if (taken) taken = take_all(who.patterns, terms.names, name_pattern);
  if (taken) taken = take_all(who.except, terms.except, target);
  if (taken) taken = take_all(who.commands, terms.commands, pattern);
  if (taken) taken = take_all(who.scripts, terms.scripts, script);
  if (taken) taken = take_all(who.users, terms.users, parse_user);
  if (taken) taken = take_all(who.parents, terms.parents, target);
  if (taken) taken = take_all(who.hashes, terms.hashes, parse_hash);
  if (!taken) return std::move(taken).error();
  if (!who.from.empty() && !terms.any())
    return Error{{}, "find a target in", who.from.front(), "there is none"};
  return terms;
}

Result<Aim> take_aim(const Who& who, bool force) {
  auto terms = terms_of(who);
  if (!terms) return std::move(terms).error();
  std::vector<Entry> ours = process::lineage(process::own_pid());
  block::Rule rule(*std::move(terms), block::Protection::of_this_process(ours, force));
  if (auto first = process::inspect(1)) ours.push_back(*std::move(first));
  if (auto good = rule.check(ours); !good) return std::move(good).error();
  auto table = process::find_if([&](const Entry& row) { return rule.may_mean(row); });
  if (!table) return std::move(table).error();
  return Aim{std::move(rule), *std::move(table)};
}

void say_none(const Report& report, const block::Terms& terms) {
  Message message;
  message.event = "none";
  message.text = "no process is meant by all of that";
  if (terms.conditional()) return report.say(message);
  const std::vector<std::string> running = running_names();
  for (const Target& target : terms.targets) {
    message.fields["target"] = target.program();
    message.text = none_text(target.program(), running);
    report.say(message);
  }
}

std::string who(const Entry& entry) { return fmt::format("{}[{}]", entry.name(), entry.id.pid); }

std::string why(const block::Verdict& verdict) {
  std::string text;
  for (const block::Ground& ground : verdict.grounds)
    text += (text.empty() ? "" : "; ") + sentence(ground);
  return text;
}

std::string why_in_short(const block::Verdict& verdict) {
  std::string text;
  for (const block::Ground& ground : verdict.grounds)
    text += fmt::format("{}{}", text.empty() ? "" : " and ", block::describe(ground.part));
  return text + (verdict.grounds.size() == 1 ? " matches" : " match");
}

void add_explain(CLI::App& app, bool& explain) {
  app.add_flag("--explain", explain, "Tell of each process which target means it, and by what");
}

void say_spared(const Report& report, const Entry& entry, const block::Verdict& verdict,
                const Fields& more) {
  Message message = about("spared", entry, verdict);
  message.fields.update(more);
  message.fields["reason"] = block::describe(verdict.shield);
  message.text = fmt::format("spared: {}", block::describe(verdict.shield));
  if (block::yields_to_force(verdict.shield)) message.text += "; --force ends it";
  report.say(message);
}

void say_failed(const Report& report, const Voice& voice, const Entry& entry, const Error& error,
                const Fields& more) {
  Error named = error;
  named.subject = who(entry);
  if (!voice.json) return report.error(named);
  Message message = about("error", entry);
  message.fields.update(more);
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

Fields grounds_of(const block::Verdict& verdict) {
  if (!verdict.named()) return Fields::object();
  Fields fields = fields_of(verdict.grounds.front());
  for (std::size_t i = 1; i < verdict.grounds.size(); ++i)
    fields["also"].push_back(fields_of(verdict.grounds[i]));
  return fields;
}

Message about(std::string_view event, const Entry& entry, const block::Verdict& verdict) {
  Message message = about(event, entry);
  message.fields.update(grounds_of(verdict));
  return message;
}

}  // namespace watchdog::app
