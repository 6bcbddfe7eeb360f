// SPDX-License-Identifier: MIT
#include "watchdog/process/reap.posix.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace watchdog::process {
namespace {

Exit exit_of(int status) {
  if (WIFEXITED(status)) return Exit::code(static_cast<std::uint32_t>(WEXITSTATUS(status)));
  return Exit::signal(static_cast<std::uint32_t>(WTERMSIG(status)), WCOREDUMP(status));
}

/// Though it is asked for ends alone, macOS tells of children that were stopped.
bool has_ended(const siginfo_t& info) {
  return info.si_code == CLD_EXITED || info.si_code == CLD_KILLED || info.si_code == CLD_DUMPED;
}

/// Takes word of it, which would be told again and again in place of what comes after it.
bool take_word_of_stop(pid_t child) {
  siginfo_t info{};
  const auto number = static_cast<id_t>(child);
  return ::waitid(P_PID, number, &info, WSTOPPED | WCONTINUED | WNOHANG) == 0 && info.si_pid != 0;
}

}  // namespace

std::optional<Pid> dead_child() noexcept {
  for (;;) {
    siginfo_t info{};
    const int failed = ::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT);
    if (failed != 0 || info.si_pid == 0) return std::nullopt;
    if (has_ended(info)) return static_cast<Pid>(info.si_pid);
    if (!take_word_of_stop(info.si_pid)) return std::nullopt;
  }
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

/// Not by waitid(), which does not tell the signal on macOS.
Exit reap(Pid pid) noexcept {
  int status = 0;
  pid_t reaped = 0;
  do {
    reaped = ::waitpid(static_cast<pid_t>(pid), &status, 0);
  } while (reaped < 0 && errno == EINTR);
  return reaped > 0 ? exit_of(status) : Exit{};
}

}  // namespace watchdog::process
