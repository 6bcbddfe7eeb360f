// SPDX-License-Identifier: MIT
#include "watchdog/health/verdict.hpp"

#include <algorithm>

namespace watchdog::health {

Verdict::Verdict(const ProbeSpec& spec) noexcept
    : longest_gap_(2 * (spec.interval + spec.timeout)),
      start_period_(spec.start_period),
      failures_needed_(std::max(spec.failures, 1U)),
      successes_needed_(std::max(spec.successes, 1U)) {}

void Verdict::start(Time now) noexcept {
  standing_ = {};
  successes_ = 0;
  last_ = now;
  start_period_ends_ = now + start_period_;
  in_start_period_ = start_period_.count() > 0;
  was_well_ = in_grace_ = false;
}

Standing Verdict::take(bool well, Time now) noexcept {
  const bool late = now - last_ > longest_gap_;
  last_ = now;
  if (standing_.kind == Standing::Kind::ready) standing_.kind = Standing::Kind::well;
  if (well || now >= start_period_ends_) in_start_period_ = false;
  const bool forgiven = !well && late && !in_grace_;
  in_grace_ = forgiven;
  if (well) succeed();
  if (!well && !forgiven && !in_start_period_) fail();
  return standing_;
}

void Verdict::succeed() noexcept {
  ++successes_;
  const bool was_doubted = standing_.kind == Standing::Kind::failing;
  if (was_doubted) standing_ = {was_well_ ? Standing::Kind::well : Standing::Kind::unknown, 0};
  if (standing_.kind == Standing::Kind::well || successes_ < successes_needed_) return;
  standing_ = {was_well_ ? Standing::Kind::well : Standing::Kind::ready, 0};
  was_well_ = true;
}

void Verdict::fail() noexcept {
  successes_ = 0;
  if (standing_.kind == Standing::Kind::hung) return;
  ++standing_.failures;
  standing_.kind =
      standing_.failures < failures_needed_ ? Standing::Kind::failing : Standing::Kind::hung;
}

}  // namespace watchdog::health
