// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>

namespace watchdog::process {

/// When a child was born, in the ticks of Identity::start, without asking the system for it: the
/// kernel stamps it with the clock that we look at before and after, and mostly both looks are in
/// one tick. To ask would cost the child's death more than its birth: what was looked at in
/// /proc/PID is cached there, and thrown away while the parent reaps it.
class BirthTime {
 public:
  /// Before the birth, by the parent.
  BirthTime() noexcept : before_(now()) {}
  /// After it, by the child, which borrows the parent's memory.
  void note() noexcept { after_ = now(); }
  /// Nothing when a tick ended meanwhile.
  std::optional<std::uint64_t> ticks() const noexcept { return tick_of_both(before_, after_); }

  /// The one tick that both times since boot are in, if there is one; 0 stands for no time.
  static std::optional<std::uint64_t> tick_of_both(std::uint64_t before,
                                                   std::uint64_t after) noexcept;

 private:
  /// Nanoseconds since the machine was started; 0 where the clock is missing.
  static std::uint64_t now() noexcept;
  std::uint64_t before_;
  std::uint64_t after_ = 0;
};

}  // namespace watchdog::process
