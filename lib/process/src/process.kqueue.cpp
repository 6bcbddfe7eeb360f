// SPDX-License-Identifier: MIT
#include "watchdog/process/process.hpp"

#include <sys/event.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

#include "signal.posix.hpp"

namespace watchdog::process {
namespace {

Error gone(const Identity& id) {
  return {std::make_error_code(std::errc::no_such_process), "hold", std::to_string(id.pid), ""};
}

bool add(int queue, std::uintptr_t ident, short filter, unsigned short flags, unsigned notes) {
  struct kevent change {};
  EV_SET(&change, ident, filter, flags, notes, 0, nullptr);
  return ::kevent(queue, &change, 1, nullptr, 0, nullptr) == 0;
}

/// Makes the queue readable once the process ended. The event stays in it: it is never fetched.
bool watch(int queue, Pid pid) {
  if (add(queue, pid, EVFILT_PROC, EV_ADD, NOTE_EXIT)) return true;
  // It ended and was not reaped: nothing more will happen to it, so we say it ourselves.
  return errno == ESRCH && add(queue, 0, EVFILT_USER, EV_ADD, 0) &&
         add(queue, 0, EVFILT_USER, 0, NOTE_TRIGGER);
}

}  // namespace

Result<Process> Process::open(const Identity& id) {
  UniqueHandle queue(::kqueue());
  if (!queue || !watch(queue.get(), id.pid))
    return Error{last_system_error(), "hold", std::to_string(id.pid), ""};
  const Result<Identity> now = identify(id.pid);  // After it is watched.
  if (!now) return now.error();
  if (*now != id) return gone(id);
  return Process(id, std::move(queue));
}

/// A queue can't signal: between the check and the signal a race of microseconds remains.
Result<void> Process::send(int signal) const {
  const Result<Identity> now = identify(id_.pid);
  if (!now || *now != id_) return gone(id_);
  if (::kill(static_cast<pid_t>(id_.pid), signal) == 0) return {};
  return signal_error(id_, signal);
}

Exit Process::exit() const { return {}; }

}  // namespace watchdog::process
