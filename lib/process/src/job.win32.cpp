// SPDX-License-Identifier: MIT
#include "job.win32.hpp"

#include <windows.h>

#include <cstddef>

#include "system.win32.hpp"

namespace watchdog::process {
namespace {

/// The numbers alone. The array of the SDK's structure is declared with one element, which lets a
/// compiler draw wrong conclusions about loops over it: read from the bytes.
std::vector<Pid> member_numbers(NativeHandle job) {
  constexpr std::size_t head = offsetof(JOBOBJECT_BASIC_PROCESS_ID_LIST, ProcessIdList);
  std::vector<ULONG_PTR> buffer(128);
  for (;;) {
    const auto size = static_cast<DWORD>(buffer.size() * sizeof(ULONG_PTR));
    if (::QueryInformationJobObject(job, JobObjectBasicProcessIdList, buffer.data(), size, nullptr))
      break;
    if (::GetLastError() != ERROR_MORE_DATA) return {};
    buffer.resize(buffer.size() * 2);
  }
  const DWORD count = reinterpret_cast<const DWORD*>(buffer.data())[1];
  const ULONG_PTR* numbers = buffer.data() + head / sizeof(ULONG_PTR);
  return {numbers, numbers + count};
}

bool is_member(NativeHandle process, NativeHandle job) {
  BOOL inside = FALSE;
  return ::IsProcessInJob(process, job, &inside) && inside;
}

}  // namespace

Result<UniqueHandle> create_job(bool die_with_us) {
  UniqueHandle job(::CreateJobObjectW(nullptr, nullptr));
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  if (die_with_us) limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE;
  if (!job || !::SetInformationJobObject(job.get(), JobObjectExtendedLimitInformation, &limits,
                                         sizeof limits))
    return Error{portable_code(::GetLastError()), "create", "job object", ""};
  return job;
}

std::vector<Member> job_members(NativeHandle job) {
  std::vector<Member> members;
  for (const Pid pid : member_numbers(job)) {
    Result<UniqueHandle> process = open_process(pid, PROCESS_QUERY_INFORMATION | SYNCHRONIZE);
    // Looked at again once held: the number may have become a stranger's in between.
    if (process && !ended(process->get()) && is_member(process->get(), job))
      members.push_back({pid, *std::move(process)});
  }
  return members;
}

}  // namespace watchdog::process
