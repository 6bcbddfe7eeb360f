// SPDX-License-Identifier: MIT
#include "birth_time.linux.hpp"

#include <unistd.h>

#include <ctime>

namespace watchdog::process {
namespace {

constexpr std::uint64_t second = 1'000'000'000;

/// The kernel's own rounding: down.
std::uint64_t in_ticks(std::uint64_t nanoseconds) noexcept {
  static const auto per_second = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return nanoseconds / (second / per_second);
}

}  // namespace

std::uint64_t BirthTime::now() noexcept {
  timespec time{};
  if (::clock_gettime(CLOCK_BOOTTIME, &time) != 0) return 0;
  return static_cast<std::uint64_t>(time.tv_sec) * second +
         static_cast<std::uint64_t>(time.tv_nsec);
}

std::optional<std::uint64_t> BirthTime::ticks() const noexcept {
  if (before_ == 0 || after_ == 0 || in_ticks(before_) != in_ticks(after_)) return std::nullopt;
  return in_ticks(before_);
}

}  // namespace watchdog::process
