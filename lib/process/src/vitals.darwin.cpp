// SPDX-License-Identifier: MIT
#include "watchdog/process/vitals.hpp"

#include <libproc.h>
#include <mach/mach_time.h>
#include <sys/proc.h>
#include <sys/proc_info.h>
#include <sys/time.h>

#include <algorithm>

#include "rows.kqueue.hpp"

namespace watchdog::process {
namespace {

/// Times of tasks are told in the ticks of the processor's clock: 41 to 3 on Apple's own.
milliseconds from_ticks(std::uint64_t ticks) {
  mach_timebase_info_data_t base{1, 1};
  ::mach_timebase_info(&base);
  const std::uint64_t microseconds = ticks / 1000 * base.numer / base.denom;
  return milliseconds(microseconds / 1000);
}

milliseconds age(std::uint64_t start) {
  timeval now{};
  ::gettimeofday(&now, nullptr);
  const auto passed = static_cast<std::int64_t>(now.tv_sec) * 1'000'000 + now.tv_usec -
                      static_cast<std::int64_t>(start);
  return milliseconds(std::max<std::int64_t>(passed, 0) / 1000);
}

Vitals::Activity activity(const proc_bsdinfo& process) {
  return process.pbi_status == SSTOP ? Vitals::Activity::stopped : Vitals::Activity::active;
}

}  // namespace

Result<Vitals> vitals(const Identity& id) {
  const Result<Entry> row = rows::one(id.pid);
  if (!row || row->id != id) return rows::no_such_process("read process", id.pid);
  Vitals result;
  result.age = age(id.start);
  if (row->kind == Entry::Kind::zombie) {  // It has no task any more.
    result.activity = Vitals::Activity::zombie;
    return result;
  }
  proc_taskallinfo info{};
  const int pid = static_cast<int>(id.pid);
  if (::proc_pidinfo(pid, PROC_PIDTASKALLINFO, 0, &info, sizeof info) != sizeof info)
    return Error{last_system_error(), "read process", std::to_string(id.pid), ""};
  if (info.pbsd.pbi_start_tvsec * 1'000'000 + info.pbsd.pbi_start_tvusec != id.start)
    return rows::no_such_process("read process", id.pid);
  result.activity = activity(info.pbsd);
  result.resident_bytes = info.ptinfo.pti_resident_size;
  result.cpu_time = from_ticks(info.ptinfo.pti_total_user + info.ptinfo.pti_total_system);
  result.threads = static_cast<unsigned>(info.ptinfo.pti_threadnum);
  return result;
}

}  // namespace watchdog::process
