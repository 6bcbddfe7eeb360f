// SPDX-License-Identifier: MIT
#include <sys/types.h>

#include <csignal>

#include "watchdog/process/process.hpp"
#include "watchdog/process/reap.posix.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::process {

Result<void> Child::send(int signal) const {
  const auto leader = static_cast<pid_t>(id_.pid);
  const bool sent = ::kill(-leader, signal) == 0;
  const std::error_code failure = sent ? std::error_code() : last_system_error();
  // It may have moved itself to another group; what is to end by force ends there, too.
  if (signal == SIGKILL) ::kill(leader, SIGKILL);
  if (sent) return {};
  return Error{failure, "ask", std::to_string(id_.pid), ""};
}

Result<void> Child::ask() const { return send(SIGTERM); }

void Child::force() const { (void)send(SIGKILL); }

Result<Exit> Child::wait(Time deadline) const {
  Result<Identity> id = identify(id_.pid);
  Result<Process> process = id ? Process::open(*id) : Result<Process>(id.error());
  if (!process) return process.error();
  if (process->wait(deadline)) return reap(id_.pid);
  return Error{std::make_error_code(std::errc::timed_out), "wait for", std::to_string(id_.pid), ""};
}

}  // namespace watchdog::process
