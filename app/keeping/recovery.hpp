// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/keep/keeper.hpp"

namespace watchdog::app {

/// Which of its states a program is given, by how its lives end: one that its newest state makes
/// crash gets the one before, and then none. Pure.
class StateChoice {
 public:
  enum class State : std::uint8_t { newest, previous, none };
  enum class Deed : std::uint8_t { nothing, roll_back, put_aside };

  /// So many early failures in a row are the state's.
  explicit StateChoice(unsigned failures) : failures_(failures) {}
  /// Goes on where another one with that memo() was.
  StateChoice(unsigned failures, std::uint32_t memo);

  /// A life ended: soon after its start and in failure, or otherwise, which shows that its state is
  /// good. Returns what is to be done before the next one.
  Deed ended(bool early_failure);
  State state() const noexcept { return state_; }
  /// All that it knows, as a number; 0: nothing failed.
  std::uint32_t memo() const noexcept;

 private:
  unsigned failures_;
  unsigned seen_ = 0;
  State state_ = State::newest;
};

/// How a program's checkpoint is looked after.
struct Checkpoint {
  std::string file;          ///< Empty: not at all.
  unsigned failures = 3;     ///< See StateChoice.
  milliseconds progress{0};  ///< It hangs when it commits nothing for so long; 0: not looked at.
};

/// What does not go together. Errors: progress of no file.
Result<void> check(const Checkpoint& checkpoint);

/// Puts states aside that a program can't live with, and tells the program what it is given.
class Recovery {
 public:
  /// A life of at least `healthy` shows that the state is good. `streak` and `past`: what another
  /// watchdog knew of the program. `report` must outlive this.
  Recovery(const Checkpoint& checkpoint, milliseconds healthy, std::string name,
           const Report& report, unsigned streak = 0, const keep::Past& past = {});

  /// A life ended: its state is put aside if need be. Looks at each end once, however often it is
  /// told of it.
  void ended(const keep::Standing& standing);
  /// Before a start; `standing` tells of the life before. Returns what the environment gets:
  /// WD_CHECKPOINT, WD_CHECKPOINT_GENERATION (0, 1, none), WD_RESTARTS, WD_LAST_EXIT.
  std::vector<std::string> before_start(const keep::Standing& standing);
  /// For the watchdog after this one: see Past::note.
  std::uint32_t memo() const noexcept { return choice_.memo(); }

 private:
  bool failed_early(const keep::Standing& standing);
  void act(StateChoice::Deed deed) const;
  void say_recovered(const std::string& kept, const std::string& text) const;
  std::vector<std::string> environment(const keep::Standing& standing) const;

  std::string file_;
  milliseconds healthy_;
  std::string name_;
  const Report& report_;
  StateChoice choice_;
  unsigned streak_;
  Time seen_;  ///< When the last life ended that was looked at.
};

}  // namespace watchdog::app
