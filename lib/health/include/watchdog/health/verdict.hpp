// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

#include "watchdog/base/clock.hpp"
#include "watchdog/health/probe.hpp"

namespace watchdog::health {

/// How a probed program is.
struct Standing {
  enum class Kind : std::uint8_t {
    unknown,  ///< Not well yet, and no failure that counts.
    ready,    ///< Well for the first time in this run; said once.
    well,
    failing,  ///< `failures` in a row, fewer than it takes.
    hung      ///< As many as it takes; until it is well again or another run starts.
  };
  Kind kind = Kind::unknown;
  unsigned failures = 0;  ///< Those that count, in a row.

  friend bool operator==(const Standing&, const Standing&) = default;
};

/// Makes of the results of a probe what is to be thought of the program. Knows no clock: it is told
/// the time, which only has to grow from call to call.
///
/// A failure that comes much later than agreed, after twice the interval and the timeout, is not
/// the program's: we slept (suspend, SIGSTOP), and so perhaps did it. It is let pass; never two in
/// a row, so that what is hung is found however late we are.
class Verdict {
 public:
  explicit Verdict(const ProbeSpec& spec) noexcept;

  /// The program was started, for the first time or again: nothing of before counts.
  void start(Time now) noexcept;
  /// A probe of it is over.
  Standing take(bool well, Time now) noexcept;

  const Standing& standing() const noexcept { return standing_; }

 private:
  void succeed() noexcept;
  void fail() noexcept;

  milliseconds longest_gap_;
  milliseconds start_period_;
  unsigned failures_needed_;
  unsigned successes_needed_;

  Standing standing_;
  unsigned successes_ = 0;  ///< In a row.
  Time last_{};
  Time start_period_ends_{};
  bool was_well_ = false;
  bool in_start_period_ = false;
  bool in_grace_ = false;
};

}  // namespace watchdog::health
