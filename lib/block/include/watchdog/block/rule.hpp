// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/block/pattern.hpp"
#include "watchdog/process/target.hpp"

namespace watchdog::block {

/// Why a process that a target names is left alone all the same.
enum class Shield : std::uint8_t {
  none,
  init,      ///< Process 1: the system, or the container, ends with it.
  self,      ///< This process.
  ancestor,  ///< What started this process, and what started that: its terminal, its login.
  session,   ///< The leader of our session: the shell one sits in, also where it is no ancestor.
  vital      ///< A login, a desktop or the system itself needs a program of that name.
};

/// What of a process tells that it is meant.
enum class Part : std::uint8_t {
  image,
  path,
  title,
  script,
  command,
  user,
  parent,
  hash,
  family  ///< A process that it descends from is meant, with all of its tree.
};

/// One thing that had to be so of a process, and is.
struct Ground {
  Part part = Part::image;
  std::string value;     ///< What stands there: "app", "/usr/bin/app", "app --port 80", "1000".
  std::string meant;     ///< What the user wrote: "app", "bob", a pattern.
  bool pattern = false;  ///< That is a regular expression.
};

/// What a rule says about a process.
struct Verdict {
  std::vector<Ground> grounds;  ///< Empty: it is not meant. What names it comes first.
  Shield shield = Shield::none;

  bool named() const noexcept { return !grounds.empty(); }
  /// Named and not shielded.
  bool ends() const noexcept { return named() && shield == Shield::none; }
};

/// For people, as the end of a sentence: "its file's name", "the path of its file", "its title".
std::string_view describe(Part part) noexcept;
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
  process::Identity session;                 ///< Its leader; number 0: none.
  std::span<const std::string_view> vital = vital_names();
  /// Who is an ancestor, our session's leader or vital loses its shield; process 1 and this process
  /// never do.
  bool force = false;

  /// This process and its ancestors, as they stand in `table` (process::lineage() is enough), and
  /// its session's leader.
  static Protection of_this_process(const std::vector<process::Entry>& table, bool force);
};

/// A user as they were called, and as process::user_of() tells of their processes.
struct User {
  std::string name;
  std::string id;
};

/// Whom a user means. Of each kind that is given one has to fit; targets and names are one kind.
struct Terms {
  std::vector<process::Target> targets = {};
  std::vector<Pattern> names = {};            ///< All of the file's name, or of the title.
  std::vector<Pattern> commands = {};         ///< Any part of the words, with a blank between each.
  std::vector<process::Target> scripts = {};  ///< What an interpreter runs; see script_of().
  std::vector<User> users = {};
  std::vector<process::Target> parents = {};  ///< What started it, as a program.
  std::vector<std::string> hashes = {};       ///< SHA-256 of its file, 64 lower case letters.
  std::vector<process::Target> except = {};   ///< Who is not meant, whatever else fits.

  /// Somebody is meant.
  bool any() const noexcept;
  /// More than names and paths decides.
  bool conditional() const noexcept;
};

/// What the table does not tell of a process, as far as it was asked for. Empty: not told.
struct Details {
  std::optional<std::string> user;
  std::optional<process::Entry> parent;
  std::optional<std::vector<std::string>> words;
  std::optional<std::string> hash;
};
enum class Detail : std::uint8_t { user, parent, words, hash };

/// Which processes are to be ended: those that the terms mean, but for the protected ones. Pure: it
/// looks at nothing but what it is handed. Several targets cost one look at each row.
class Rule {
 public:
  Rule(Terms terms, Protection protection)
      : terms_(std::move(terms)), protection_(std::move(protection)) {}
  Rule(std::vector<process::Target> targets, Protection protection)
      : Rule(Terms{.targets = std::move(targets)}, std::move(protection)) {}

  /// False: no row with this image and this title is meant, whatever else stands in it.
  bool may_mean(const process::Entry& glimpse) const;
  /// What has to be known before the rule can judge this row; the cheapest first. Nothing: it can.
  std::optional<Detail> missing(const process::Entry& entry, const Details& known) const;
  /// Whether it would be left alone even if it were meant: it is protected, or an exception.
  bool leaves_alone(const process::Entry& entry) const;
  /// What is missing does not fit.
  Verdict judge(const process::Entry& entry, const Details& known = {}) const;

  const Terms& terms() const noexcept { return terms_; }
  const std::vector<process::Target>& targets() const noexcept { return terms_.targets; }
  const Protection& protection() const noexcept { return protection_; }

  /// Whether the targets make sense here. Of `table` only this process and process 1 matter.
  /// Errors, without a code: one names this process or process 1, or, without force, a vital
  /// program.
  Result<void> check(const std::vector<process::Entry>& table) const;

 private:
  std::optional<Ground> name(const process::Entry& entry) const;
  Shield shield(const process::Entry& entry) const;
  bool is_vital(std::string_view name) const;

  Terms terms_;
  Protection protection_;
};

}  // namespace watchdog::block
