// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "config/config.hpp"
#include "config/keys.hpp"
#include "config/toml.hpp"
#include "suggest.hpp"
#include "watchdog/base/utf8_path.hpp"

namespace watchdog::app::config {
namespace {

constexpr std::string_view defaults_table = "defaults";
constexpr std::string_view program_table = "program";

const Value::Table* as_table(const Value& value) {
  return std::get_if<Value::Table>(&value.content);
}

/// The file of one instance: web.log becomes web-2.log.
std::string numbered(const std::string& file, unsigned number) {
  if (file.empty()) return file;
  const std::filesystem::path path = utf8_path(file);
  return utf8_text(path.parent_path() /
                   utf8_path(fmt::format("{}-{}{}", utf8_text(path.stem()), number,
                                         utf8_text(path.extension()))));
}

/// Reads one file from its root on.
class Reading {
 public:
  explicit Reading(const std::string& folder) { defaults_.folder = folder; }

  Config read(const Value::Table& root) {
    for (const Member& member : root) check_top(member);
    if (const Member* defaults = find(root, defaults_table)) read_defaults(*defaults);
    if (const Member* programs = find(root, program_table)) read_programs(*programs);
    if (!seen_program_) {
      refuse({1, 1},
             "it describes no program; write [program.NAME] and below it command = \"...\"");
    }
    sort_flaws();
    return std::move(config_);
  }

 private:
  void refuse(Place place, std::string text) { config_.flaws.push_back({place, std::move(text)}); }

  void sort_flaws() {
    std::stable_sort(config_.flaws.begin(), config_.flaws.end(), [](const Flaw& a, const Flaw& b) {
      return a.place.line != b.place.line ? a.place.line < b.place.line
                                          : a.place.column < b.place.column;
    });
  }

  void check_top(const Member& member) {
    if (member.name == defaults_table || member.name == program_table) return;
    const std::string meant =
        suggest(member.name, {std::string(program_table), std::string(defaults_table)});
    std::string help = meant;
    if (meant.empty() && as_table(member.value)) help = fmt::format("program.{}", member.name);
    refuse(member.place, fmt::format("there is no {} '{}' in a file{}",
                                     as_table(member.value) ? "table" : "key", member.name,
                                     help.empty() ? "; a key belongs below [program.NAME]"
                                                  : fmt::format("; did you mean [{}]?", help)));
  }

  void read_defaults(const Member& member) {
    const Value::Table* table = as_table(member.value);
    if (table == nullptr) return refuse(member.place, "'defaults' is a table; write [defaults]");
    read_keys(*table, "the defaults", defaults_, config_.flaws);
    check_stop(*table);
    if (const Member* command = find(*table, "command"))
      refuse(command->place, "a command belongs to a program, not to the defaults");
    defaults_.words.clear();
  }

  void read_programs(const Member& member) {
    const Value::Table* programs = as_table(member.value);
    if (programs == nullptr) {
      seen_program_ = true;  // That it is none is told already.
      return refuse(member.place, "'program' is a table of programs; write [program.NAME]");
    }
    for (const Member& program : *programs) read_program(program);
    check_adoptions();
  }

  void read_program(const Member& member) {
    seen_program_ = true;
    const Value::Table* table = as_table(member.value);
    if (table == nullptr) {
      return refuse(member.place, fmt::format("'{0}' is no program; write [program.NAME] and below "
                                              "it command = \"...\"",
                                              member.name));
    }
    check_name(member);
    Draft draft = defaults_;
    read_keys(*table, "a program", draft, config_.flaws);
    check_command(member, *table);
    check_stop(*table);
    check_limit(*table, draft);
    check_instances(member, *table, draft);
    check_health(member, draft);
    add_instances(member, draft);
  }

  /// A name stands in messages, on command lines and in the names of files.
  void check_name(const Member& member) {
    const std::string& name = member.name;
    const bool bad = std::any_of(name.begin(), name.end(), [](char c) {
      return static_cast<unsigned char>(c) < ' ' || c == '\x7F' || c == '/' || c == '\\';
    });
    if (name.empty() || bad) {
      refuse(member.place,
             fmt::format("'{}' can't be a program's name; use letters, digits, - and _", name));
    }
  }

  void check_command(const Member& member, const Value::Table& table) {
    if (find(table, "command") != nullptr) return;
    refuse(member.place,
           fmt::format("program '{0}' has no command; write command = \"{0} --its-option\"",
                       member.name));
  }

  void check_stop(const Value::Table& table) {
    const Member* grace = find(table, "grace");
    const Member* stop = find(table, "stop");
    if (grace != nullptr && stop != nullptr)
      refuse(std::max(grace, stop)->place, "either 'grace' or 'stop', not both");
  }

  void check_limit(const Value::Table& table, const Draft& draft) {
    if (draft.settings.policy.limit.count != 0 || find(table, "give_up_after") != nullptr) return;
    for (const std::string_view name : {"within", "at_limit"}) {
      if (const Member* member = find(table, name))
        refuse(member->place, fmt::format("'{}' says nothing without 'give_up_after'", name));
    }
  }

  /// Nobody could tell which of several running processes is which instance.
  void check_instances(const Member& program, const Value::Table& table, const Draft& draft) {
    if (!draft.instances || draft.adopt.value_or(Adopt::never) == Adopt::never) return;
    const Member* adopt = find(table, "adopt");
    refuse(adopt != nullptr ? adopt->place : program.place,
           "instances can't be adopted; write adopt = \"never\"");
  }

  void check_health(const Member& program, const Draft& draft) {
    for (const Result<void>& checked :
         {check(draft.settings.health), check(draft.settings.checkpoint)}) {
      if (!checked) refuse(program.place, checked.error().message());
    }
  }

  void add_instances(const Member& member, const Draft& draft) {
    if (!draft.instances) return add(member, draft, member.name);
    for (unsigned i = 1; i <= *draft.instances; ++i) {
      Draft instance = draft;
      instance.adopt = Adopt::never;
      instance.settings.environment.push_back(fmt::format("WD_INSTANCE={}", i));
      instance.settings.log = numbered(draft.settings.log, i);
      instance.settings.checkpoint.file = numbered(draft.settings.checkpoint.file, i);
      add(member, instance, fmt::format("{}-{}", member.name, i));
    }
  }

  void add(const Member& member, const Draft& draft, const std::string& name) {
    const auto [known, is_new] = names_.emplace(name, member.place.line);
    if (!is_new) {
      refuse(member.place, fmt::format("'{}' is the name of a program in line {} too; rename one",
                                       name, known->second));
    }
    // With arguments it is one of many that run by that name, or may be.
    const Adopt usual = draft.words.size() == 1 ? Adopt::only : Adopt::never;
    config_.programs.push_back({name, member.name, member.place, draft.words,
                                draft.adopt.value_or(usual), draft.enabled, draft.settings});
  }

  void check_adoptions() {
    std::map<std::string_view, const Program*> adopters;
    for (const Program& program : config_.programs) {
      if (program.adopt == Adopt::never || program.words.empty() || !program.enabled) continue;
      const auto [first, is_new] = adopters.emplace(program.words.front(), &program);
      if (is_new) continue;
      refuse(program.place, fmt::format("'{}' and '{}' would adopt the same process; write adopt = "
                                        "\"never\" in one of them",
                                        first->second->name, program.name));
    }
  }

  Config config_;
  Draft defaults_;
  bool seen_program_ = false;
  std::map<std::string, unsigned> names_;  ///< With the line of the table.
};

}  // namespace

Config read_config(std::string_view text, const std::string& folder) {
  std::variant<Value::Table, Flaw> parsed = parse_toml(text);
  if (Flaw* flaw = std::get_if<Flaw>(&parsed)) return {{}, {std::move(*flaw)}};
  return Reading(folder).read(std::get<Value::Table>(parsed));
}

}  // namespace watchdog::app::config
