// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstdint>

#include "watchdog/base/clock.hpp"
#include "watchdog/health/heartbeat.hpp"

namespace watchdog::app {

/// Whether a program gets on, by the number of its checkpoint's newest state: it hangs when that
/// stays the same for `limit`, and for twice the limit before the first commit of a run, since
/// there is a state to load first. Knows neither a clock nor the file.
class Progress {
 public:
  explicit Progress(milliseconds limit) noexcept : limit_(limit), beats_(limit) {}

  /// A run begins with this state; 0: there is none.
  void start(std::uint64_t sequence, Time now) noexcept {
    seen_ = sequence;
    expect(2 * limit_, now);
    look_due_ = now + between_looks();
  }
  /// The state that is there now. 0, a file that is not there or can't be read, says nothing.
  void see(std::uint64_t sequence, Time now) noexcept {
    look_due_ = now + between_looks();
    if (sequence == 0 || sequence == seen_) return;
    seen_ = sequence;
    expect(limit_, now);
  }
  /// To be asked after see().
  bool hung(Time now) noexcept { return beats_.hung(now); }
  /// How long nothing was committed, when it hangs.
  milliseconds limit() const noexcept {
    return std::chrono::duration_cast<milliseconds>(beats_.limit());
  }
  /// When to look next.
  Time due() const noexcept { return std::min(look_due_, beats_.due().value_or(look_due_)); }

 private:
  void expect(milliseconds limit, Time now) noexcept {
    beats_ = health::Heartbeat(limit, health::Heartbeat::Begin::start);
    beats_.start(now);
  }
  /// Rare, for it costs a read; often enough to tell when a commit came.
  milliseconds between_looks() const noexcept {
    return std::clamp(limit_ / 4, milliseconds(50), milliseconds(5'000));
  }

  milliseconds limit_;
  health::Heartbeat beats_;
  std::uint64_t seen_ = 0;
  Time look_due_;
};

}  // namespace watchdog::app
