// SPDX-License-Identifier: MIT
#include "watchdog/process/reap.posix.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace watchdog::process {
namespace {

Exit exit_of(const siginfo_t& info) {
  const auto value = static_cast<std::uint32_t>(info.si_status);
  if (info.si_code == CLD_EXITED) return Exit::code(value);
  return Exit::signal(value, info.si_code == CLD_DUMPED);
}

}  // namespace

std::optional<Pid> dead_child() noexcept {
  siginfo_t info{};
  const int failed = ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT);
  if (failed != 0 || info.si_pid == 0) return std::nullopt;
  return static_cast<Pid>(info.si_pid);
}

bool has_children() noexcept {
  siginfo_t info{};
  return ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

bool is_spawned_child(Pid pid) noexcept {
  siginfo_t info{};
  const auto number = static_cast<pid_t>(pid);
  return ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ::getpgid(number) == number;
}

Exit reap(Pid pid) noexcept {
  siginfo_t info{};
  int failed = 0;
  do {
    failed = ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED);
  } while (failed != 0 && errno == EINTR);
  return failed == 0 ? exit_of(info) : Exit{};
}

}  // namespace watchdog::process
