// SPDX-License-Identifier: MIT
#include "watchdog/process/process.hpp"

#include <poll.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

#include "signal.posix.hpp"

namespace watchdog::process {
namespace {

/// The rest of the time until `deadline` as poll() takes it, rounded up so that it never spins.
int poll_timeout(Time deadline) {
  const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now()).count();
  return static_cast<int>(std::clamp<decltype(left)>(left, 0, INT_MAX));
}

}  // namespace

Error signal_error(const Identity& id, int signal) {
  const std::error_code code = last_system_error();
  if (code == std::errc::invalid_argument)
    return {code, "send signal", std::to_string(signal), "this system has no such signal"};
  return {code, "end", std::to_string(id.pid),
          code == std::errc::operation_not_permitted ? "it belongs to another user" : ""};
}

Result<void> Process::ask() const { return send(SIGTERM); }

Result<void> Process::force() const { return send(SIGKILL); }

Result<void> Process::may_end() const { return send(0); }

Result<void> Process::suspend() const { return send(SIGSTOP); }

Result<void> Process::resume() const { return send(SIGCONT); }

bool Process::wait(Time deadline) const {
  while (true) {
    pollfd waiting{handle_.get(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, poll_timeout(deadline));
    if (ready > 0) return true;
    if (ready == 0 && Clock::now() >= deadline) return false;
    if (ready < 0 && errno != EINTR) return false;
  }
}

}  // namespace watchdog::process
