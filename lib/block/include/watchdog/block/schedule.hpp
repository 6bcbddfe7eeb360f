// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"

/// When a rule holds, by the clock on the wall. Pure: what that shows comes in as a value, so it
/// may be set, jump with summer time, or stand still while the machine sleeps; whoever asks should
/// ask anew every few seconds.
namespace watchdog::block {

/// What the clock on the wall shows.
using WallTime = std::chrono::local_seconds;

/// A span of minutes that begins on some days of the week. One that ends when it begins, or
/// earlier, ends on the day after.
class Window {
 public:
  /// "Mon-Fri 09:00-17:00", "Sat,Sun", "22:00-06:00", "Mon,Wed-Fri 08:30-24:00". Days in English,
  /// by three letters or in full. Without days: each; without times: all day.
  /// Errors, without a code: what part is none.
  static Result<Window> parse(std::string_view text);

  bool contains(WallTime now) const;
  /// When it begins or ends next, within a week and a day.
  WallTime next_change(WallTime now) const;

 private:
  bool days_[7] = {};  ///< From Monday on.
  std::chrono::minutes begin_{0};
  std::chrono::minutes end_{24 * 60};  ///< Above `begin_`, counted from the same midnight.
};

/// "18:00": when the wall shows it next, from `now` on; "2030-01-31 18:00": then, also when it is
/// past. Errors, without a code: no time; no such day.
Result<WallTime> parse_moment(std::string_view text, WallTime now);

/// How long a rule's programs have run on a day. A day is known by its number.
struct Spent {
  std::int64_t day = 0;
  milliseconds time{0};

  friend bool operator==(const Spent&, const Spent&) = default;
};

/// So much a day. Another day begins with nothing spent, but for one that lies before the last one:
/// a clock that is put back fills nothing up.
class Budget {
 public:
  Budget(milliseconds allowance, Spent spent) : allowance_(allowance), spent_(spent) {}

  void spend(WallTime now, milliseconds time);
  /// Somebody runs, and was looked for so long ago. After more than five seconds nothing counts:
  /// the machine slept, and so did what runs.
  void spend_since_last_look(WallTime now, milliseconds passed);
  milliseconds left(WallTime now) const;
  const Spent& spent() const noexcept { return spent_; }

 private:
  std::int64_t day_of(WallTime now) const;

  milliseconds allowance_;
  Spent spent_;
};

/// The times of a rule: what is to be done now.
struct Times {
  std::vector<Window> windows = {};    ///< None: always.
  std::optional<WallTime> until = {};  ///< Then all is over.
  std::optional<Budget> budget = {};

  enum class Phase : std::uint8_t {
    block,  ///< Nothing that is meant runs.
    allow,  ///< It may run, and what it uses is counted.
    rest,   ///< It may run.
    over
  };
  Phase phase(WallTime now) const;
  /// When a phase may be another one by the clock alone; of a budget the next day.
  WallTime next_change(WallTime now) const;
};

}  // namespace watchdog::block
