// SPDX-License-Identifier: MIT
#include <csignal>

#include "support/catch.hpp"
#include "support/running.hpp"
#include "watchdog/process/process.hpp"
#include "watchdog/process/reap.posix.hpp"
#include "watchdog/process/vitals.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

using Activity = Vitals::Activity;

namespace {

Activity activity_of(const Identity& id) {
  const Result<Vitals> now = vitals(id);
  return now ? now->activity : Activity::unknown;
}

}  // namespace

TEST_CASE("time on the processor is counted, and waiting is not") {
  const Running running({"burn=300"});
  REQUIRE(running.is_up());
  const Result<Vitals> now = vitals(running.id());
  REQUIRE(now);
  CHECK(now->cpu_time >= milliseconds(250));  // Counted in ticks, by some kernels.
  CHECK(now->cpu_time <= milliseconds(2'000));
  const Result<Vitals> later = vitals(running.id());
  REQUIRE(later);
  CHECK(later->cpu_time - now->cpu_time <= milliseconds(50));
}

TEST_CASE("a program that stopped itself is seen as stopped, and as active once it goes on") {
  const Running running({"suspend"});
  CHECK(wait_until([&] { return activity_of(running.id()) == Activity::stopped; }));
  CHECK(running.child().send(SIGCONT));
  REQUIRE(running.is_up());
  CHECK(wait_until([&] { return activity_of(running.id()) == Activity::active; }));
}

TEST_CASE("a program that ended and was not reaped is a zombie") {
  const Victim victim;
  const Result<Child> child = spawn(victim.command({"until=" + victim.file("go")}));
  REQUIRE(child);
  const Result<Identity> id = identify(child->pid());
  REQUIRE(id);
  CHECK(activity_of(*id) == Activity::active);
  child->force();
  CHECK(wait_until([&] { return activity_of(*id) == Activity::zombie; }));
  REQUIRE(child->wait(soon()));
  CHECK_FALSE(vitals(*id));
}

TEST_CASE("any signal reaches the group of a program") {
  const Victim victim;
  const Result<Child> child =
      spawn(victim.command({"child=" + victim.file("child"), "note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(victim.wait_for_lines("child", 1));
  const Result<Identity> grandchild = identify(victim.noted_pid("child"));
  REQUIRE(grandchild);
  CHECK(child->send(SIGUSR1));
  const Result<Exit> exit = child->wait(soon());
  child->force();
  REQUIRE(exit);
  CHECK(*exit == Exit::signal(SIGUSR1));
  CHECK(wait_until([&] {
    const Result<Vitals> now = vitals(*grandchild);
    return !now || now->activity == Activity::zombie;
  }));
}

TEST_CASE("any signal reaches one process that is held") {
  const Running running({});
  REQUIRE(running.is_up());
  const Result<Process> process = Process::open(running.id());
  REQUIRE(process);
  CHECK(process->send(SIGSTOP));
  CHECK(wait_until([&] { return activity_of(running.id()) == Activity::stopped; }));
  CHECK(process->send(SIGHUP));  // Waits until it goes on.
  CHECK(process->send(SIGCONT));
  CHECK(process->wait(soon()));
}
