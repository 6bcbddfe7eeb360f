// SPDX-License-Identifier: MIT
#include "watchdog/process/identity.hpp"

#include <unistd.h>

#include <array>

#include "proc.linux.hpp"

namespace watchdog::process {

Result<Identity> identify(Pid pid) {
  std::array<char, 1024> buffer;
  std::error_code failure;
  const std::string_view text = proc::read({}, pid, "stat", buffer, failure);
  const auto stat = proc::parse_stat(text);
  if (!stat) return proc::unreadable(pid, failure);
  return Identity{pid, stat->start};
}

Pid own_pid() noexcept { return static_cast<Pid>(::getpid()); }

}  // namespace watchdog::process
