// SPDX-License-Identifier: MIT
#include "watchdog/process/identity.hpp"

#include <unistd.h>

#include "rows.kqueue.hpp"

namespace watchdog::process {

Result<Identity> identify(Pid pid) {
  const Result<Entry> row = rows::one(pid);
  if (!row) return row.error();
  return row->id;
}

Pid own_pid() noexcept { return static_cast<Pid>(::getpid()); }

}  // namespace watchdog::process
