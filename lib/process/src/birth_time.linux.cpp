// SPDX-License-Identifier: MIT
#include "birth_time.linux.hpp"

#include <ctime>

#include "watchdog/process/start_ticks.linux.hpp"

namespace watchdog::process {

std::uint64_t BirthTime::now() noexcept {
  timespec time{};
  if (::clock_gettime(CLOCK_BOOTTIME, &time) != 0) return 0;
  constexpr std::uint64_t second = 1'000'000'000;
  return static_cast<std::uint64_t>(time.tv_sec) * second +
         static_cast<std::uint64_t>(time.tv_nsec);
}

std::optional<std::uint64_t> BirthTime::tick_of_both(std::uint64_t before,
                                                     std::uint64_t after) noexcept {
  if (before == 0 || after == 0 || start_ticks(before) != start_ticks(after)) return std::nullopt;
  return start_ticks(before);
}

}  // namespace watchdog::process
