// SPDX-License-Identifier: MIT
#include "table.win32.hpp"

#include <algorithm>

#include "system.win32.hpp"

namespace watchdog::process {
namespace {

#ifdef _WIN64
static_assert(offsetof(Row, working_set) == 0x90);
static_assert(sizeof(Row) == 0x100);
static_assert(sizeof(ThreadRow) == 0x50);
#endif

constexpr NTSTATUS too_small = static_cast<NTSTATUS>(0xC0000004);

Pid number_of(HANDLE number) { return static_cast<Pid>(reinterpret_cast<ULONG_PTR>(number)); }

}  // namespace

bool ThreadRow::suspended() const noexcept {
  constexpr ULONG waiting = 5;
  constexpr ULONG reasons[] = {5, 12};  // Suspended and WrSuspended.
  return state == waiting && (wait_reason == reasons[0] || wait_reason == reasons[1]);
}

Pid Row::pid() const noexcept { return number_of(number); }

Pid Row::parent() const noexcept { return number_of(parent_number); }

Identity Row::id() const noexcept { return {pid(), static_cast<std::uint64_t>(created.QuadPart)}; }

const ThreadRow* Row::thread(std::size_t index) const noexcept {
  return reinterpret_cast<const ThreadRow*>(this + 1) + index;
}

Result<Table> Table::read() {
  std::vector<std::byte> bytes(256 * 1024);
  for (;;) {
    ULONG needed = 0;
    const NTSTATUS status = ::NtQuerySystemInformation(SystemProcessInformation, bytes.data(),
                                                       static_cast<ULONG>(bytes.size()), &needed);
    if (status >= 0) return Table(std::move(bytes));
    if (status != too_small) {
      return Error{portable_code(::RtlNtStatusToDosError(status)), "read", "process table", ""};
    }
    // More than it asks for: processes are born between two calls.
    bytes.resize(std::max<std::size_t>(bytes.size() * 2, needed + 64 * 1024));
  }
}

const Row* Table::find(Pid pid) const {
  const Row* found = nullptr;
  for_each([&](const Row& row) { found = row.pid() == pid ? &row : found; });
  return found;
}

}  // namespace watchdog::process
