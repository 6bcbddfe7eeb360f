// SPDX-License-Identifier: MIT
#include "birth_order.linux.hpp"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace watchdog::process {
namespace {

// Past the C library: musl's functions of these names refuse.
int class_of(pid_t thread) noexcept {
  return static_cast<int>(::syscall(SYS_sched_getscheduler, thread));
}

bool set_class(pid_t thread, int wanted) noexcept {
  const sched_param usual{};
  return ::syscall(SYS_sched_setscheduler, thread, wanted, &usual) == 0;
}

bool calls_are_filtered() noexcept {
  static const bool filtered = ::prctl(PR_GET_SECCOMP) != 0;
  return filtered;
}

}  // namespace

BirthOrder::BirthOrder() noexcept
    : parent_(calls_are_filtered() ? 0 : static_cast<pid_t>(::syscall(SYS_gettid))) {}

BirthOrder::~BirthOrder() {
  if (changed_) set_class(0, SCHED_OTHER);
}

void BirthOrder::put_child_first() noexcept {
  changed_ = parent_ != 0 && class_of(parent_) == SCHED_OTHER && set_class(parent_, SCHED_BATCH);
}

}  // namespace watchdog::process
