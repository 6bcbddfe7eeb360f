// SPDX-License-Identifier: MIT
#include "pacer.hpp"

#include <algorithm>

namespace watchdog::block {
namespace {

constexpr std::chrono::duration<double> window = std::chrono::minutes(1);
constexpr double spent_in_quiet = 0.75;  // The rest is saved, until there is enough.

}  // namespace

Pacer::Seconds Pacer::most_saved() const { return share_ * Seconds(1); }

/// Within any window, looks at all cost at most their rate and one look more, those at what is new
/// this rate and what was saved: so much is left for it.
double Pacer::rate_of_the_new() const {
  const double of_all = all_cost_ / all_every_;
  const double edges = (all_cost_ + most_saved()) / window;
  return std::max(share_ - of_all - edges, share_ / 8);
}

Pacer::Cost Pacer::pause_after(Time now, const Look& look) {
  const double rate = rate_of_the_new();
  saved_ = std::min(saved_ + rate * Seconds(now - saved_at_), most_saved());
  saved_at_ = now;
  if (look.all) {
    all_cost_ = look.cost;
    all_every_ = std::clamp(all_cost_ / (share_ / 2), Seconds(1), Seconds(all_at_least_every));
    next_all_ = now + std::chrono::duration_cast<Clock::duration>(all_every_);
  } else {
    constexpr double memory = 7.0 / 8.0;
    const Seconds cost = look.cost;
    new_cost_ = std::max(cost, memory * new_cost_ + (1 - memory) * cost);
    saved_ = std::max(saved_ - cost, new_cost_ - rate * Seconds(blind_at_most));
  }
  const bool enough = saved_ + new_cost_ >= most_saved();
  const Seconds even = new_cost_ / (enough ? rate : rate * spent_in_quiet);
  const Seconds wanted =
      look.busy ? Seconds(shortest) : std::clamp(even, Seconds(shortest), Seconds(longest));
  const Seconds earned = (new_cost_ - saved_) / rate;
  return std::chrono::ceil<Cost>(std::min(std::max(wanted, earned), Seconds(blind_at_most)));
}

}  // namespace watchdog::block
