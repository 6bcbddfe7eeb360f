// SPDX-License-Identifier: MIT
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "support/catch.hpp"
#include "support/running.hpp"
#include "watchdog/process/evidence.hpp"
#include "watchdog/process/vitals.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

namespace {

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != text.npos;
}

/// A child that waits uninterruptibly: in vfork(), for a child of its own that idles.
class Uninterruptible {
 public:
  Uninterruptible() : pid_(::fork()) {
    if (pid_ == 0) wait_for_child();
  }
  Uninterruptible(const Uninterruptible&) = delete;
  Uninterruptible& operator=(const Uninterruptible&) = delete;
  ~Uninterruptible() {
    ::kill(-pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  Pid pid() const { return static_cast<Pid>(pid_); }

 private:
  [[noreturn]] static void wait_for_child() {
    ::setpgid(0, 0);
    // Past the C library: to the thread sanitizer vfork() is fork(), which waits for nobody.
    constexpr long flags = CLONE_VFORK | SIGCHLD;
    if (::syscall(SYS_clone, flags, nullptr, nullptr, nullptr, nullptr) == 0) {
      while (true) ::pause();
    }
    ::_exit(0);
  }

  pid_t pid_;
};

}  // namespace

TEST_CASE("evidence tells where descriptors lead, the limits, and what threads wait for") {
  const Victim victim;
  Command command = victim.printing({"note=" + victim.file("up"), "idle"});
  const Result<Child> child = spawn(command);
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  const Result<Identity> id = identify(child->pid());
  REQUIRE(id);
  const std::string text = evidence(*id);
  child->force();
  REQUIRE(child->wait(soon()));
  INFO(text);
  CHECK(holds(text, "0 -> /dev/null"));
  CHECK(holds(text, "1 -> " + victim.file("out")));
  CHECK(holds(text, "Max open files"));
  CHECK(holds(text, "wchan: "));
  CHECK(holds(text, "syscall: "));
  CHECK(holds(text, "kernel stack:"));
  CHECK(holds(text, "S (sleeping)"));
}

TEST_CASE("the command line of what waits uninterruptibly is left out, and said to be") {
  const Uninterruptible stuck;
  const Result<Identity> id = identify(stuck.pid());
  REQUIRE(id);
  const bool waits = wait_until([&] {
    const Result<Vitals> now = vitals(*id);
    return now && now->activity == Vitals::Activity::uninterruptible;
  });
  const std::string text = evidence(*id);
  REQUIRE(waits);
  INFO(text);
  CHECK(holds(text, "state: waiting uninterruptibly"));
  CHECK(holds(text, "D (uninterruptible)"));
  CHECK(holds(text, "command line: not read"));
}
