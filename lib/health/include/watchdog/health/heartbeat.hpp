// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

#include "watchdog/base/clock.hpp"
#include "watchdog/health/words.hpp"

namespace watchdog::health {

/// Whether a program that promised to say "WATCHDOG=1" now and then still does. Knows no clock: it
/// is told the time, which only has to grow from call to call.
///
/// Asked much later than agreed, more than half the limit, it takes us and not the program for the
/// one who slept (suspend, SIGSTOP) and grants the limit once more; never twice in a row, so that
/// what is hung is found even by those who are always late.
class Heartbeat {
 public:
  /// What the first limit is counted from; a sign that says more counts as well.
  enum class Begin : std::uint8_t {
    start,  ///< The start of the program.
    ready,  ///< READY=1, as systemd does.
    beat    ///< The first WATCHDOG=1: who never beats is never hung.
  };

  /// A limit of 0: no beat is expected, until WATCHDOG_USEC asks for it.
  explicit Heartbeat(microseconds limit, Begin begin = Begin::ready) noexcept;

  /// The program was started, for the first time or again: nothing of before counts.
  void start(Time now) noexcept;
  /// It said something. A beat counts for the limit, or for as long as EXTEND_TIMEOUT_USEC asked
  /// if that is longer. STOPPING=1 ends the watch: how long a stop may take is no business of the
  /// heart.
  void hear(const Words& words, Time now) noexcept;
  /// Whether the limit has passed, or the program asked for it. Stays so until the next start or
  /// beat.
  bool hung(Time now) noexcept;
  /// The limit that holds now.
  microseconds limit() const noexcept { return limit_; }
  /// When to ask next; none: nothing is expected. A call of any kind may change it.
  std::optional<Time> due() const noexcept { return due_; }

 private:
  void expect(Time now) noexcept;

  microseconds wanted_;  ///< As it was at first: the program may ask for another for one run.
  microseconds limit_;
  Begin begin_;
  enum class Phase : std::uint8_t { waiting, beating, over } phase_ = Phase::waiting;
  std::optional<Time> due_;
  std::optional<Time> extended_until_;
  bool hung_ = false;
  bool in_grace_ = false;
};

}  // namespace watchdog::health
