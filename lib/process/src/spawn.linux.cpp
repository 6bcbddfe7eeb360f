// SPDX-License-Identifier: MIT
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>

#include "birth_order.linux.hpp"
#include "birth_time.linux.hpp"
#include "launch.posix.hpp"

#ifndef CLOSE_RANGE_CLOEXEC
#define CLOSE_RANGE_CLOEXEC (1U << 2)
#endif

// The thread sanitizer's clone() takes every new process for one with a memory of its own, and
// leaves ours, which is borrowed, as if we were the child.
#ifdef WATCHDOG_THREAD_SANITIZER
extern "C" int __clone(int (*)(void*), void*, int, void*, ...);
#define clone __clone
#endif

namespace watchdog::process {
namespace {

/// Signals wait while a child shares our memory: a handler of ours must not run in it.
class BlockedSignals {
 public:
  BlockedSignals() noexcept {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  BlockedSignals(const BlockedSignals&) = delete;
  BlockedSignals& operator=(const BlockedSignals&) = delete;
  ~BlockedSignals() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

 private:
  sigset_t before_;
};

/// A launch in the child, before which the parent is made to wait for its turn.
class Birth {
 public:
  explicit Birth(Launch& launch) noexcept : launch_(launch) {}

  void run() noexcept {
    time_.note();
    order_.put_child_first();
    launch_.run();
  }

  std::optional<std::uint64_t> time() const noexcept { return time_.ticks(); }

 private:
  Launch& launch_;
  BirthOrder order_;
  BirthTime time_;
};

int run_birth(void* birth) {
  static_cast<Birth*>(birth)->run();
  ::_exit(127);
}

/// Like vfork, the cheapest birth there is: the child borrows our memory, and we stand still, until
/// its program runs or it gave up. On a stack of its own, so that ours is as it was.
pid_t borrow_memory(Birth& birth) {
  constexpr int flags = CLONE_VM | CLONE_VFORK | SIGCHLD;
  alignas(16) std::array<std::byte, 32 * 1024> stack;
  const BlockedSignals blocked;
  return ::clone(run_birth, stack.data() + stack.size(), flags, &birth);
}

Identity born(Pid pid, const Birth& birth) {
  if (const auto time = birth.time()) return {pid, *time};
  return identify(pid).value_or(Identity{pid, 0});
}

}  // namespace

void close_other_descriptors() noexcept {
  if (::syscall(SYS_close_range, 3U, ~0U, CLOSE_RANGE_CLOEXEC) == 0) return;
  // Before Linux 5.11. Nothing may be allocated here, so /proc/self/fd is out of reach.
  const long limit = ::sysconf(_SC_OPEN_MAX);
  for (int fd = 3; fd < limit; ++fd) ::close(fd);
}

void default_signals() noexcept {
  // Past the C library, and past a sanitizer that keeps a table of handlers: it would be our table
  // that the child changes, since it borrows our memory.
  constexpr std::array<unsigned long, 8> default_action{};  // More than the kernel's sigaction.
  constexpr std::size_t mask_size = 8;
  for (int signal = 1; signal < 32; ++signal)
    ::syscall(SYS_rt_sigaction, signal, default_action.data(), nullptr, mask_size);
}

Result<Child> spawn(const Command& command) {
  Launch launch(command);
  if (Result<void> ready = launch.prepare(); !ready) return ready.error();
  Birth birth(launch);
  const pid_t pid = borrow_memory(birth);
  if (pid < 0)
    return Error{last_system_error(), "start", command.program, "is there a limit on processes?"};
  if (launch.failed_stage() == 0) return Child(born(static_cast<Pid>(pid), birth), {}, {});
  ::waitpid(pid, nullptr, 0);
  return launch.failure();
}

}  // namespace watchdog::process
