// SPDX-License-Identifier: MIT
#include "watchdog/process/process.hpp"

#include <sys/ioctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "signal.posix.hpp"

namespace watchdog::process {
namespace {

// Linux 6.13's <linux/pidfd.h>; the exit code came with 6.15. Older headers have neither.
struct PidfdInfo {
  std::uint64_t mask;
  std::uint64_t cgroup;
  std::uint32_t ids[11];
  std::int32_t exit_code;
};
static_assert(sizeof(PidfdInfo) == 64);
constexpr unsigned long pidfd_get_info = _IOWR(0xFF, 11, PidfdInfo);
constexpr std::uint64_t pidfd_info_exit = 1U << 3;

Error gone(const Identity& id) {
  return {std::make_error_code(std::errc::no_such_process), "hold", std::to_string(id.pid), ""};
}

}  // namespace

Result<Process> Process::open(const Identity& id) {
  UniqueHandle handle(static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(id.pid), 0)));
  if (!handle) {
    if (errno == ESRCH) return gone(id);
    return Error{last_system_error(), "hold", std::to_string(id.pid), ""};
  }
  const Result<Identity> now = identify(id.pid);  // After it is held: only now it can't change.
  if (!now) return now.error();
  if (*now != id) return gone(id);
  return Process(id, std::move(handle));
}

Result<void> Process::send(int signal) const {
  if (::syscall(SYS_pidfd_send_signal, handle_.get(), signal, nullptr, 0) == 0) return {};
  return signal_error(id_, signal);
}

Exit Process::exit() const {
  PidfdInfo info{};
  info.mask = pidfd_info_exit;
  if (::syscall(SYS_ioctl, handle_.get(), pidfd_get_info, &info) != 0 ||
      (info.mask & pidfd_info_exit) == 0)
    return {};
  const int status = info.exit_code;
  if (WIFSIGNALED(status))
    return Exit::signal(static_cast<std::uint32_t>(WTERMSIG(status)), WCOREDUMP(status));
  return Exit::code(static_cast<std::uint32_t>(WEXITSTATUS(status)));
}

}  // namespace watchdog::process
