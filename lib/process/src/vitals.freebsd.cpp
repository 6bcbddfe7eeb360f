// SPDX-License-Identifier: MIT
#include "watchdog/process/vitals.hpp"

#include <sys/param.h>
#include <sys/proc.h>
#include <sys/sysctl.h>
#include <sys/time.h>
#include <sys/user.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "rows.kqueue.hpp"

namespace watchdog::process {
namespace {

Vitals::Activity activity(const kinfo_proc& row) {
  using Activity = Vitals::Activity;
  switch (row.ki_stat) {
    case SSTOP:
      return Activity::stopped;
    case SZOMB:
      return Activity::zombie;
    case SSLEEP:
      return (row.ki_tdflags & TDF_SINTR) != 0 ? Activity::active : Activity::uninterruptible;
    case SLOCK:  // In the kernel, of another thread: soon over.
    case SRUN:
    case SIDL:
    case SWAIT:
      return Activity::active;
    default:
      return Activity::unknown;
  }
}

/// The start is the boot's time of the wall clock and what passed since: set together, they keep
/// their distance.
milliseconds age(const timeval& start) {
  timeval now{};
  ::gettimeofday(&now, nullptr);
  const auto passed = std::chrono::seconds(now.tv_sec - start.tv_sec) +
                      std::chrono::microseconds(now.tv_usec - start.tv_usec);
  return std::max(std::chrono::duration_cast<milliseconds>(passed), milliseconds(0));
}

}  // namespace

Result<Vitals> vitals(const Identity& id) {
  const std::vector<char> answer =
      rows::ask({CTL_KERN, KERN_PROC, KERN_PROC_PID, static_cast<int>(id.pid)});
  kinfo_proc row{};
  if (answer.size() >= sizeof row) std::memcpy(&row, answer.data(), sizeof row);
  if (rows::to_entry(row).id != id) return rows::no_such_process("read process", id.pid);
  Vitals result;
  result.activity = activity(row);
  result.resident_bytes =
      static_cast<std::uint64_t>(row.ki_rssize) * static_cast<std::uint64_t>(::getpagesize());
  result.cpu_time = std::chrono::duration_cast<milliseconds>(
      std::chrono::microseconds(static_cast<std::int64_t>(row.ki_runtime)));
  result.threads = static_cast<unsigned>(row.ki_numthreads);
  result.age = age(row.ki_start);
  return result;
}

}  // namespace watchdog::process
