// SPDX-License-Identifier: MIT
#include "watchdog/block/rule.hpp"

#include <algorithm>

#include "watchdog/base/text.hpp"
#include "watchdog/block/script.hpp"

namespace watchdog::block {
namespace {

using process::Entry;
using process::Identity;
using process::Target;

bool contains(const std::vector<Identity>& identities, const Identity& id) {
  return std::find(identities.begin(), identities.end(), id) != identities.end();
}

/// Neither names nor patterns of names say who is meant.
bool unnamed(const Terms& terms) { return terms.targets.empty() && terms.names.empty(); }

bool is_candidate(const Terms& terms, const Entry& entry) {
  return entry.kind == Entry::Kind::user && !process::any_matches(terms.except, entry);
}

std::string text_of(const Entry& entry, Target::Part part) {
  const std::string_view separators = process::system_naming().separators;
  switch (part) {
    case Target::Part::image:
      return std::string(base_name(entry.image, separators));
    case Target::Part::path:
      return entry.image;
    case Target::Part::title:
      // A title that is cut is known by the argument that it was cut from.
      return entry.argument0.empty() ? entry.title
                                     : std::string(base_name(entry.argument0, separators));
  }
  return {};
}

Part part_of(Target::Part part) {
  if (part == Target::Part::image) return Part::image;
  return part == Target::Part::path ? Part::path : Part::title;
}

std::optional<Ground> by_target(const std::vector<Target>& targets, const Entry& entry) {
  for (const Target& target : targets) {
    if (const auto part = target.match(entry))
      return Ground{part_of(*part), text_of(entry, *part), target.program(), false};
  }
  return std::nullopt;
}

std::optional<Ground> by_pattern(const std::vector<Pattern>& patterns, const Entry& entry) {
  if (entry.kind != Entry::Kind::user) return std::nullopt;
  for (const Pattern& pattern : patterns) {
    for (const auto part : {Target::Part::image, Target::Part::title}) {
      std::string text = text_of(entry, part);
      if (!text.empty() && pattern.matches(text))
        return Ground{part_of(part), std::move(text), pattern.text(), true};
    }
  }
  return std::nullopt;
}

std::string joined(const std::vector<std::string>& words) {
  std::string line;
  for (const std::string& word : words) line += (line.empty() ? "" : " ") + word;
  return line;
}

std::optional<Ground> by_command(const Terms& terms, const Details& known) {
  if (!known.words || known.words->empty()) return std::nullopt;
  std::string line = joined(*known.words);
  for (const Pattern& pattern : terms.commands) {
    if (pattern.found_in(line)) return Ground{Part::command, std::move(line), pattern.text(), true};
  }
  return std::nullopt;
}

std::optional<Ground> by_script(const Terms& terms, const Entry& entry, const Details& known) {
  if (!known.words) return std::nullopt;
  Entry script;
  script.image = script_of(entry.name(), *known.words);
  if (script.image.empty()) return std::nullopt;
  auto ground = by_target(terms.scripts, script);
  if (ground) ground->part = Part::script;
  return ground;
}

std::optional<Ground> by_user(const Terms& terms, const Details& known) {
  for (const User& user : terms.users) {
    if (known.user && *known.user == user.id) return Ground{Part::user, user.id, user.name, false};
  }
  return std::nullopt;
}

std::optional<Ground> by_parent(const Terms& terms, const Details& known) {
  auto ground = known.parent ? by_target(terms.parents, *known.parent) : std::nullopt;
  if (ground) ground->part = Part::parent;
  return ground;
}

std::optional<Ground> by_hash(const Terms& terms, const Details& known) {
  for (const std::string& hash : terms.hashes) {
    if (known.hash && *known.hash == hash) return Ground{Part::hash, hash, hash, false};
  }
  return std::nullopt;
}

Error refused(const Target& target, const char* advice) {
  return {{}, "end programs called", target.program(), advice};
}

}  // namespace

bool Terms::any() const noexcept {
  return !targets.empty() || !names.empty() || !commands.empty() || !scripts.empty() ||
         !users.empty() || !parents.empty() || !hashes.empty();
}

bool Terms::conditional() const noexcept {
  return targets.empty() || !names.empty() || !commands.empty() || !scripts.empty() ||
         !users.empty() || !parents.empty() || !hashes.empty() || !except.empty();
}

std::string_view describe(Part part) noexcept {
  switch (part) {
    case Part::image:
      return "its file's name";
    case Part::path:
      return "the path of its file";
    case Part::title:
      return "its title";
    case Part::script:
      return "its script";
    case Part::command:
      return "its command line";
    case Part::user:
      return "its user";
    case Part::parent:
      return "what started it,";
    case Part::hash:
      return "its file's SHA-256";
    case Part::family:
      return "what it descends from,";
  }
  return "";
}

std::string_view describe(Shield shield) noexcept {
  switch (shield) {
    case Shield::none:
      return "";
    case Shield::init:
      return "it is process 1";
    case Shield::self:
      return "it is this process";
    case Shield::ancestor:
      return "this process descends from it";
    case Shield::session:
      return "this process belongs to its session";
    case Shield::vital:
      return "a login or the system needs it";
  }
  return "";
}

bool yields_to_force(Shield shield) noexcept {
  return shield == Shield::ancestor || shield == Shield::session || shield == Shield::vital;
}

Protection Protection::of_this_process(const std::vector<Entry>& table, bool force) {
  Protection protection;
  protection.force = force;
  const process::Pid self = process::own_pid();
  const std::vector<process::Pid> above = process::ancestors(table, self);
  if (const process::Pid leader = process::session_leader(); leader != 0)
    protection.session = process::identify(leader).value_or(Identity());
  for (const Entry& entry : table) {
    if (entry.id.pid == self) protection.self = entry.id;
    if (std::find(above.begin(), above.end(), entry.id.pid) != above.end())
      protection.ancestors.push_back(entry.id);
  }
  return protection;
}

bool Rule::may_mean(const Entry& glimpse) const {
  if (terms_.targets.empty() && terms_.names.empty()) return true;
  return process::any_may_match(terms_.targets, glimpse) || by_pattern(terms_.names, glimpse);
}

std::optional<Ground> Rule::name(const Entry& entry) const {
  auto ground = by_target(terms_.targets, entry);
  return ground ? ground : by_pattern(terms_.names, entry);
}

std::optional<Detail> Rule::missing(const Entry& entry, const Details& known) const {
  if (!is_candidate(terms_, entry) || !(unnamed(terms_) || name(entry))) return std::nullopt;
  const bool needs_words = !terms_.commands.empty() || !terms_.scripts.empty();
  if (!terms_.users.empty() && !known.user) return Detail::user;
  if (!terms_.users.empty() && !by_user(terms_, known)) return std::nullopt;
  if (!terms_.parents.empty() && !known.parent) return Detail::parent;
  if (!terms_.parents.empty() && !by_parent(terms_, known)) return std::nullopt;
  if (needs_words && !known.words) return Detail::words;
  if (!terms_.commands.empty() && !by_command(terms_, known)) return std::nullopt;
  if (!terms_.scripts.empty() && !by_script(terms_, entry, known)) return std::nullopt;
  const bool ourselves =
      entry.id == protection_.self;  // Spared anyway; and it may be a large file.
  if (!terms_.hashes.empty() && !known.hash && !ourselves) return Detail::hash;
  return std::nullopt;
}

Verdict Rule::judge(const Entry& entry, const Details& known) const {
  if (!is_candidate(terms_, entry)) return {};
  Verdict verdict;
  const auto holds = [&](bool asked, std::optional<Ground> ground) {
    const bool good = !asked || ground;
    if (asked && ground) verdict.grounds.push_back(*std::move(ground));
    return good;
  };
  const bool meant = holds(!unnamed(terms_), name(entry)) &&
                     holds(!terms_.scripts.empty(), by_script(terms_, entry, known)) &&
                     holds(!terms_.commands.empty(), by_command(terms_, known)) &&
                     holds(!terms_.hashes.empty(), by_hash(terms_, known)) &&
                     holds(!terms_.parents.empty(), by_parent(terms_, known)) &&
                     holds(!terms_.users.empty(), by_user(terms_, known));
  if (!meant || !verdict.named()) return {};
  verdict.shield = shield(entry);
  return verdict;
}

bool Rule::leaves_alone(const Entry& entry) const {
  return shield(entry) != Shield::none || process::any_matches(terms_.except, entry);
}

Shield Rule::shield(const Entry& entry) const {
  if (entry.id.pid <= 1) return Shield::init;
  if (entry.id == protection_.self) return Shield::self;
  if (protection_.force) return Shield::none;
  if (contains(protection_.ancestors, entry.id)) return Shield::ancestor;
  if (entry.id == protection_.session) return Shield::session;
  return is_vital(entry.name()) ? Shield::vital : Shield::none;
}

bool Rule::is_vital(std::string_view name) const {
  const bool fold = process::system_naming().fold_case;
  return std::any_of(
      protection_.vital.begin(), protection_.vital.end(),
      [&](std::string_view vital) { return fold ? lower_ascii(name) == vital : name == vital; });
}

Result<void> Rule::check(const std::vector<Entry>& table) const {
  // With conditions a target is not all of it: who is protected is spared one by one.
  const bool all_of_them = !terms_.conditional();
  for (const Target& target : terms_.targets) {
    if (!protection_.force && is_vital(target.name()))
      return refused(target, "a login or the system needs them; --force overrides this");
    for (const Entry& entry : table) {
      if (!all_of_them) break;
      if (entry.id == protection_.self && target.matches(entry))
        return refused(target, "this very process is one");
      if (entry.id.pid == 1 && target.matches(entry)) return refused(target, "process 1 is one");
    }
  }
  return {};
}

}  // namespace watchdog::block
