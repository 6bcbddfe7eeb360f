// SPDX-License-Identifier: MIT
#include "watchdog/process/vitals.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <ctime>

#include "proc.linux.hpp"

namespace watchdog::process {
namespace {

Vitals::Activity activity(const proc::Stat& stat) {
  using Activity = Vitals::Activity;
  if (stat.zombie()) return Activity::zombie;
  switch (stat.state) {
    case 'R':
    case 'S':
    case 'I':  // A kernel thread with nothing to do.
    case 'Z':  // The first thread alone: the others run on.
      return Activity::active;
    case 'T':
    case 't':  // Held by a debugger.
      return Activity::stopped;
    case 'D':
      return Activity::uninterruptible;
    default:
      return Activity::unknown;
  }
}

std::uint64_t ticks_a_second() {
  static const auto ticks = static_cast<std::uint64_t>(::sysconf(_SC_CLK_TCK));
  return ticks;
}

milliseconds from_ticks(std::uint64_t ticks) {
  return milliseconds(ticks * 1000 / ticks_a_second());
}

/// The clock that starts are counted on: it runs on while the machine sleeps.
milliseconds since_boot() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return std::chrono::seconds(now.tv_sec) + milliseconds(now.tv_nsec / 1'000'000);
}

}  // namespace

Result<Vitals> vitals(const Identity& id) {
  static const auto page_size = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  std::array<char, 1024> buffer;
  std::error_code failure;
  const std::string_view text = proc::read({}, id.pid, "stat", buffer, failure);
  const auto stat = proc::parse_stat(text);
  if (!stat || stat->start != id.start) return proc::unreadable(id.pid, failure);
  Vitals result;
  result.activity = activity(*stat);
  result.resident_bytes = stat->resident_pages * page_size;
  result.cpu_time = from_ticks(stat->cpu_ticks);
  result.threads = stat->threads;
  result.age = std::max(since_boot() - from_ticks(stat->start), milliseconds(0));
  return result;
}

}  // namespace watchdog::process
