// SPDX-License-Identifier: MIT
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>

#include "birth_time.linux.hpp"
#include "support/running.hpp"

using namespace watchdog;
using namespace watchdog::test;

namespace {

int class_of(process::Pid pid) {
  return static_cast<int>(::syscall(SYS_sched_getscheduler, static_cast<pid_t>(pid)));
}

/// As a unit of systemd that forbids what belongs to @resources.
bool kill_whoever_changes_a_class() {
  std::array<sock_filter, 4> code{{
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_setscheduler, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  }};
  const sock_fprog program{code.size(), code.data()};
  return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

}  // namespace

TEST_CASE(
    "a birth is told by the tick of the clock that it lies in, and not when one ends meanwhile") {
  const auto tick = static_cast<std::uint64_t>(1'000'000'000 / ::sysconf(_SC_CLK_TCK));
  CHECK(process::BirthTime::tick_of_both(7 * tick, 8 * tick - 1) == std::uint64_t{7});
  CHECK_FALSE(process::BirthTime::tick_of_both(8 * tick - 1, 8 * tick));
  CHECK_FALSE(process::BirthTime::tick_of_both(0, tick / 2));
  CHECK_FALSE(process::BirthTime::tick_of_both(tick / 2, 0));
}

TEST_CASE("a birth leaves the parent and the child in the class that they had") {
  const int before = class_of(0);
  const Running child({});
  CHECK(class_of(0) == before);
  CHECK(class_of(child.child().pid()) == before);
}

TEST_CASE("what is to die with us does not die with a thread that others are started by") {
  const Victim victim;
  process::Command tied = victim.command({"note=" + victim.file("up"), "idle"});
  tied.die_with_parent = true;
  const process::Command free = victim.command({"note=" + victim.file("up"), "idle"});
  std::vector<const process::Command*> commands;
  for (int i = 0; i < 32; ++i) commands.push_back(i % 2 == 0 ? &tied : &free);
  const std::vector<Result<process::Child>> children = process::spawn_all(commands);
  CHECK(victim.wait_for_lines("up", commands.size()));
  for (const Result<process::Child>& child : children) {
    REQUIRE(child);
    CHECK(child->ask());
    const Result<process::Exit> exit = child->wait(soon());
    REQUIRE(exit);
    CHECK(*exit == process::Exit::signal(SIGTERM));
  }
}

// Run by the next one, in a process that is filtered from its beginning.
TEST_CASE("a child of a filtered process runs", "[.filtered]") {
  const Running child({});
  CHECK(child.is_up());
}

TEST_CASE("a filter that kills whoever changes a class kills nobody") {
  const pid_t pid = ::fork();
  if (pid == 0) {
    if (kill_whoever_changes_a_class())
      ::execl("/proc/self/exe", "test", "a child of a filtered process runs", nullptr);
    ::_exit(125);
  }
  int status = 0;
  REQUIRE(::waitpid(pid, &status, 0) == pid);
  CHECK(status == 0);
}
