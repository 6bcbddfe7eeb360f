// SPDX-License-Identifier: MIT
#include "watchdog/health/heartbeat.hpp"

#include <algorithm>

namespace watchdog::health {

Heartbeat::Heartbeat(microseconds limit, Begin begin) noexcept
    : wanted_(limit), limit_(limit), begin_(begin) {}

void Heartbeat::start(Time now) noexcept {
  *this = Heartbeat(wanted_, begin_);
  if (begin_ == Begin::start) expect(now);
}

/// The next beat, from now on.
void Heartbeat::expect(Time now) noexcept {
  phase_ = Phase::beating;
  due_.reset();
  if (limit_.count() > 0) due_ = std::max(now + limit_, extended_until_.value_or(now));
}

void Heartbeat::hear(const Words& words, Time now) noexcept {
  if (words.stopping) {
    phase_ = Phase::over;
    due_.reset();
  }
  if (phase_ == Phase::over) return;
  if (words.alive) in_grace_ = false;
  if (words.alive || words.trigger) hung_ = words.trigger;
  if (words.watchdog_usec) limit_ = *words.watchdog_usec;
  if (words.extend_timeout) extended_until_ = now + *words.extend_timeout;

  const bool begins = phase_ == Phase::waiting && words.ready && begin_ != Begin::beat;
  const bool changes = phase_ == Phase::beating && words.watchdog_usec.has_value();
  if (words.alive || begins || changes) expect(now);
  if (words.extend_timeout && due_) due_ = std::max(*due_, *extended_until_);
}

bool Heartbeat::hung(Time now) noexcept {
  if (hung_ || !due_ || now < *due_) return hung_;
  hung_ = in_grace_ || now - *due_ <= limit_ / 2;
  if (hung_) return true;
  in_grace_ = true;
  expect(now);
  return false;
}

}  // namespace watchdog::health
