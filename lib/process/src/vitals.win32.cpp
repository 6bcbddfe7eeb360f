// SPDX-License-Identifier: MIT
#include "watchdog/process/vitals.hpp"

#include <windows.h>

#include <algorithm>

#include "system.win32.hpp"
#include "table.win32.hpp"

namespace watchdog::process {
namespace {

using HundredNanoseconds = std::chrono::duration<std::int64_t, std::ratio<1, 10'000'000>>;

milliseconds from_system(std::int64_t time) {
  return std::chrono::duration_cast<milliseconds>(HundredNanoseconds(time));
}

/// Where the states of threads are not told (Wine), all are 0: "being made", which none is for
/// long.
Vitals::Activity activity(const Row& row) {
  using Activity = Vitals::Activity;
  if (row.threads == 0) return Activity::zombie;
  unsigned told = 0;
  unsigned suspended = 0;
  for (ULONG i = 0; i < row.threads; ++i) {
    told += row.thread(i)->state != 0 ? 1 : 0;
    suspended += row.thread(i)->suspended() ? 1 : 0;
  }
  if (told == 0) return Activity::unknown;
  return suspended == row.threads ? Activity::stopped : Activity::active;
}

milliseconds age(const Row& row) {
  FILETIME now{};
  ::GetSystemTimePreciseAsFileTime(&now);
  const auto time =
      static_cast<std::int64_t>(std::uint64_t{now.dwHighDateTime} << 32 | now.dwLowDateTime);
  return std::max(from_system(time - row.created.QuadPart), milliseconds(0));
}

}  // namespace

Result<Vitals> vitals(const Identity& id) {
  const Result<Table> table = Table::read();
  if (!table) return table.error();
  const Row* row = table->find(id.pid);
  if (row == nullptr || row->id() != id) return no_such_process("read process", id.pid);
  Vitals result;
  result.activity = activity(*row);
  result.resident_bytes = row->working_set;
  result.cpu_time = from_system(row->times[0].QuadPart + row->times[1].QuadPart);
  result.threads = row->threads;
  result.age = age(*row);
  return result;
}

}  // namespace watchdog::process
