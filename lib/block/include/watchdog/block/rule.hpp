// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "watchdog/process/target.hpp"

namespace watchdog::block {

/// Why a process that a target names is left alone all the same.
enum class Shield : std::uint8_t {
  none,
  init,      ///< Process 1: the system, or the container, ends with it.
  self,      ///< This process.
  ancestor,  ///< What started this process, and what started that: its terminal, its login.
  vital      ///< A login, a desktop or the system itself needs a program of that name.
};

/// What a rule says about one row of the process table.
struct Verdict {
  const process::Target* target = nullptr;  ///< Lives in the rule; null: no target names the row.
  process::Target::Part part = process::Target::Part::image;  ///< What of the row told.
  Shield shield = Shield::none;

  bool named() const noexcept { return target != nullptr; }
  /// Named and not shielded.
  bool ends() const noexcept { return named() && shield == Shield::none; }
};

/// For people, as the end of a sentence: "its file's name", "the path of its file", "its title".
std::string_view describe(process::Target::Part part) noexcept;
/// What stands there in that row: "app", "/usr/bin/app".
std::string_view value(const process::Entry& entry, process::Target::Part part) noexcept;
/// For people, as the end of a sentence: "it is process 1"; empty for none.
std::string_view describe(Shield shield) noexcept;
/// Whether Protection::force takes it away.
bool yields_to_force(Shield shield) noexcept;

/// Names of programs that a login, a desktop or this system itself needs, in lower case.
std::span<const std::string_view> vital_names() noexcept;

/// Who is left alone.
struct Protection {
  process::Identity self;
  std::vector<process::Identity> ancestors;  ///< By identity: their numbers may go to others.
  std::span<const std::string_view> vital = vital_names();
  /// Ancestors and vital names lose their shield; process 1 and this process never do.
  bool force = false;

  /// This process and its ancestors, as they stand in `table`; process::lineage() is enough.
  static Protection of_this_process(const std::vector<process::Entry>& table, bool force);
};

/// Which processes are to be ended: those that any target names, but for the protected ones. Pure:
/// it looks at nothing but what it is handed. Several targets cost one look at each row.
class Rule {
 public:
  Rule(std::vector<process::Target> targets, Protection protection)
      : targets_(std::move(targets)), protection_(std::move(protection)) {}

  Verdict judge(const process::Entry& entry) const;
  const std::vector<process::Target>& targets() const noexcept { return targets_; }
  const Protection& protection() const noexcept { return protection_; }

  /// Whether the targets make sense here. Of `table` only this process and process 1 matter.
  /// Errors, without a code: one names this process or process 1, or, without force, a vital
  /// program.
  Result<void> check(const std::vector<process::Entry>& table) const;

 private:
  Shield shield(const process::Entry& entry) const;
  bool is_vital(std::string_view name) const;

  std::vector<process::Target> targets_;
  Protection protection_;
};

}  // namespace watchdog::block
