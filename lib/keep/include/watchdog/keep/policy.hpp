// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/keep/exit_set.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::keep {

/// When to start a program again, and how fast to lose patience with it.
struct Policy {
  enum class When : std::uint8_t { always, on_failure, never };

  When when = When::always;
  /// Exits that decide for themselves, whatever `when` says; `stop_on` comes first.
  ExitSet stop_on;
  ExitSet restart_on;
  /// The first restart of a streak comes at once, the second after this, each later one after
  /// `factor` times the one before, up to `longest_delay`.
  milliseconds second_delay{100};
  double factor = 2.0;
  milliseconds longest_delay{30'000};
  /// Each delay is shortened at random by up to this share (0 to 1), so that many programs that
  /// died together do not come back together.
  double jitter = 0.1;
  /// A run at least this long ends a streak of failures.
  milliseconds healthy_after{10'000};

  /// Too many restarts.
  struct Limit {
    enum class Action : std::uint8_t {
      give_up,   ///< Restart it no more.
      slow_down  ///< Go on with the longest delay, and say so once.
    };
    unsigned count = 0;      ///< More restarts than this are too many; 0: there is no limit.
    milliseconds within{0};  ///< Those of the last so long count; 0: those of the streak.
    Action action = Action::give_up;
  };
  Limit limit;
};

/// What the policy makes of an exit.
struct Decision {
  enum class Action : std::uint8_t { restart, finish, give_up };

  Action action = Action::restart;
  milliseconds delay{0};  ///< Until the restart, counted from the exit.
  unsigned attempt = 0;   ///< Which restart of the streak this is: 1, 2, 3 ...
  bool flapping = false;  ///< With this restart the limit was passed, the first time in the streak.
};

/// The restart arithmetic of one program. It knows no clock and no system: the same calls with the
/// same seed give the same answers. Restarts that somebody asked for are not told to it.
class Restarts {
 public:
  Restarts(const Policy& policy, std::uint32_t seed) noexcept;

  /// The program ended after it had run for `ran`; `now` only has to grow from call to call.
  /// An unknown exit counts as a failure: to keep a program alive is the point.
  Decision on_exit(const process::Exit& exit, milliseconds ran, Time now);
  /// It was ended because it hung: a failure, whatever exit it made of that.
  Decision on_hang(milliseconds ran, Time now);

  unsigned streak() const noexcept { return streak_; }
  /// Goes on where another keeper's count ended.
  void resume(unsigned streak) noexcept { streak_ = streak; }

 private:
  bool wants_restart(const process::Exit& exit) const noexcept;
  Decision restart(milliseconds ran, Time now);
  bool limit_reached(Time now);
  milliseconds delay();
  milliseconds jittered(milliseconds full);

  Policy policy_;
  std::minstd_rand random_;
  unsigned streak_ = 0;       ///< Restarts since the last healthy run.
  bool flapping_ = false;     ///< The limit was passed in this streak.
  std::vector<Time> recent_;  ///< Restarts within policy_.limit.within; unused without it.
};

}  // namespace watchdog::keep
