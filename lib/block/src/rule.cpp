// SPDX-License-Identifier: MIT
#include "watchdog/block/rule.hpp"

#include <algorithm>

#include "watchdog/base/text.hpp"

namespace watchdog::block {
namespace {

using process::Entry;
using process::Identity;
using process::Target;

bool contains(const std::vector<Identity>& identities, const Identity& id) {
  return std::find(identities.begin(), identities.end(), id) != identities.end();
}

Error refused(const Target& target, const char* advice) {
  return {{}, "end programs called", target.program(), advice};
}

}  // namespace

std::string_view describe(Target::Part part) noexcept {
  switch (part) {
    case Target::Part::image:
      return "its file's name";
    case Target::Part::path:
      return "the path of its file";
    case Target::Part::title:
      return "its title";
  }
  return "";
}

std::string_view value(const Entry& entry, Target::Part part) noexcept {
  const std::string_view separators = process::system_naming().separators;
  switch (part) {
    case Target::Part::image:
      return base_name(entry.image, separators);
    case Target::Part::path:
      return entry.image;
    case Target::Part::title:
      // A title that is cut is known by the argument that it was cut from.
      return entry.argument0.empty() ? std::string_view(entry.title)
                                     : base_name(entry.argument0, separators);
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
    case Shield::vital:
      return "a login or the system needs it";
  }
  return "";
}

bool yields_to_force(Shield shield) noexcept {
  return shield == Shield::ancestor || shield == Shield::vital;
}

Protection Protection::of_this_process(const std::vector<Entry>& table, bool force) {
  Protection protection;
  protection.force = force;
  const process::Pid self = process::own_pid();
  const std::vector<process::Pid> above = process::ancestors(table, self);
  for (const Entry& entry : table) {
    if (entry.id.pid == self) protection.self = entry.id;
    if (std::find(above.begin(), above.end(), entry.id.pid) != above.end())
      protection.ancestors.push_back(entry.id);
  }
  return protection;
}

Verdict Rule::judge(const Entry& entry) const {
  for (const Target& target : targets_) {
    if (const auto part = target.match(entry)) return {&target, *part, shield(entry)};
  }
  return {};
}

Shield Rule::shield(const Entry& entry) const {
  if (entry.id.pid <= 1) return Shield::init;
  if (entry.id == protection_.self) return Shield::self;
  if (protection_.force) return Shield::none;
  if (contains(protection_.ancestors, entry.id)) return Shield::ancestor;
  return is_vital(entry.name()) ? Shield::vital : Shield::none;
}

bool Rule::is_vital(std::string_view name) const {
  const bool fold = process::system_naming().fold_case;
  return std::any_of(
      protection_.vital.begin(), protection_.vital.end(),
      [&](std::string_view vital) { return fold ? lower_ascii(name) == vital : name == vital; });
}

Result<void> Rule::check(const std::vector<Entry>& table) const {
  for (const Target& target : targets_) {
    if (!protection_.force && is_vital(target.name()))
      return refused(target, "a login or the system needs them; --force overrides this");
    for (const Entry& entry : table) {
      if (entry.id == protection_.self && target.matches(entry))
        return refused(target, "this very process is one");
      if (entry.id.pid == 1 && target.matches(entry)) return refused(target, "process 1 is one");
    }
  }
  return {};
}

}  // namespace watchdog::block
