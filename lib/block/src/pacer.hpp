// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>

#include "watchdog/base/clock.hpp"

namespace watchdog::block {

/// Says when a scan looks next, so that all its looks cost no more than a share of one processor
/// over any minute. Pure: it is told the time and what a look has cost.
///
/// A look at all comes once a second, or less often where it alone would take half of the share.
/// The rest goes to the looks at what is new: evenly in quiet times, and saved a little for busy
/// ones, when they follow each other within a millisecond until what was saved is spent. What costs
/// more than that allows is not paid for in full: nobody goes unseen for long.
class Pacer {
 public:
  using Cost = std::chrono::microseconds;  ///< Of processor time.

  static constexpr Cost shortest = milliseconds(1);
  /// Unless the share does not allow even that.
  static constexpr Cost longest = milliseconds(250);
  /// Whatever it costs.
  static constexpr Cost blind_at_most = std::chrono::seconds(5);
  static constexpr std::chrono::seconds all_at_least_every{60};

  /// `share` of one processor: 0.05 is 5 %.
  explicit Pacer(double share) : share_(share) {}

  struct Look {
    Cost cost{};
    bool all = false;   ///< A look at all, not only at what is new.
    bool busy = false;  ///< Somebody is new, and may become another program in a moment.
  };
  /// What follows a look that ended at `now`: the pause before the next one.
  Cost pause_after(Time now, const Look& look);
  /// Whether the look that begins at `now` is to be one at all.
  bool all_due(Time now) const { return now >= next_all_; }

 private:
  using Seconds = std::chrono::duration<double>;

  double rate_of_the_new() const;
  Seconds most_saved() const;

  double share_;
  Seconds new_cost_{};  ///< Expected by what the last ones did: rises at once, falls slowly.
  Seconds all_cost_{};  ///< Of the last one, which the time until the next one pays for.
  Seconds all_every_{1};
  Seconds saved_{};  ///< For looks at what is new; below 0: to be earned yet.
  Time saved_at_{};
  Time next_all_{};
};

}  // namespace watchdog::block
