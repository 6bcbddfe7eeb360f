// SPDX-License-Identifier: MIT
#include "watchdog/keep/policy.hpp"

#include <algorithm>
#include <cmath>

namespace watchdog::keep {

Restarts::Restarts(const Policy& policy, std::uint32_t seed) noexcept
    : policy_(policy), random_(seed) {}

Decision Restarts::on_exit(const process::Exit& exit, milliseconds ran, Time now) {
  if (wants_restart(exit)) return restart(ran, now);
  return {Decision::Action::finish, milliseconds(0), streak_};
}

Decision Restarts::on_hang(milliseconds ran, Time now) {
  if (policy_.when != Policy::When::never) return restart(ran, now);
  return {Decision::Action::finish, milliseconds(0), streak_};
}

bool Restarts::wants_restart(const process::Exit& exit) const noexcept {
  if (policy_.stop_on.contains(exit)) return false;
  if (policy_.restart_on.contains(exit)) return true;
  switch (policy_.when) {
    case Policy::When::always:
      return true;
    case Policy::When::on_failure:
      return !exit.success();
    case Policy::When::never:
      break;
  }
  return false;
}

Decision Restarts::restart(milliseconds ran, Time now) {
  if (ran >= policy_.healthy_after) {
    streak_ = 0;
    flapping_ = false;
  }
  const bool limited = limit_reached(now);
  if (limited && policy_.limit.action == Policy::Limit::Action::give_up)
    return {Decision::Action::give_up, milliseconds(0), streak_};
  const bool news = limited && !flapping_;
  flapping_ = flapping_ || limited;
  ++streak_;
  if (policy_.limit.count > 0 && policy_.limit.within.count() > 0) recent_.push_back(now);
  const milliseconds wait = flapping_ ? jittered(policy_.longest_delay) : delay();
  return {Decision::Action::restart, wait, streak_, news};
}

bool Restarts::limit_reached(Time now) {
  const Policy::Limit& limit = policy_.limit;
  if (limit.count == 0) return false;
  if (limit.within.count() == 0) return streak_ >= limit.count;
  std::erase_if(recent_, [&](Time restart) { return now - restart >= limit.within; });
  return recent_.size() >= limit.count;
}

milliseconds Restarts::delay() {
  if (streak_ <= 1 || policy_.second_delay.count() == 0) return milliseconds(0);
  const double longest = static_cast<double>(policy_.longest_delay.count());
  const double full = std::min(longest, static_cast<double>(policy_.second_delay.count()) *
                                            std::pow(policy_.factor, streak_ - 2));
  return jittered(milliseconds(std::llround(full)));
}

milliseconds Restarts::jittered(milliseconds full) {
  const double share = std::uniform_real_distribution<double>(0.0, policy_.jitter)(random_);
  return milliseconds(std::llround(static_cast<double>(full.count()) * (1.0 - share)));
}

}  // namespace watchdog::keep
