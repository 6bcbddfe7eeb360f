// SPDX-License-Identifier: MIT
#include "watchdog/process/identity.hpp"

#include "system.win32.hpp"
#include "watchdog/process/list.hpp"

namespace watchdog::process {

Result<Identity> identify(Pid pid) {
  Result<UniqueHandle> process = open_process(pid, PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE);
  if (process) {
    if (ended(process->get())) return no_such_process("identify", pid);
    return Identity{pid, creation_time(process->get())};
  }
  if (process.error().code == std::errc::no_such_process) return std::move(process).error();
  // A protected process can't be opened, but the table tells of it.
  Result<Entry> row = inspect(pid);
  if (!row) return std::move(row).error();
  return row->id;
}

Pid own_pid() noexcept { return ::GetCurrentProcessId(); }

}  // namespace watchdog::process
