// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/running.hpp"
#include "watchdog/process/process.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

TEST_CASE("a process that obeys is ended by asking") {
  const Running running({});
  REQUIRE(running.is_up());
  CHECK(end(running.id(), milliseconds(10'000)));
}

TEST_CASE("a process that ignores requests is ended by force after the grace") {
  const Running running({"ignore"});
  REQUIRE(running.is_up());
  const Time before = Clock::now();
  CHECK(end(running.id(), milliseconds(50)));
  CHECK(Clock::now() - before >= milliseconds(50));
}

TEST_CASE("a process with another start time is not touched") {
  const Running running({});
  REQUIRE(running.is_up());
  Identity other = running.id();
  other.start += 1;
  const Result<Exit> ended = end(other, milliseconds(0));
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code == std::errc::no_such_process);
  const Result<Process> still = Process::open(running.id());
  REQUIRE(still);
  CHECK_FALSE(still->wait(Clock::now()));
}

TEST_CASE("ending what is gone says so") {
  const Victim victim;
  Result<Child> child = spawn(victim.command({"idle"}));
  REQUIRE(child);
  const Result<Identity> id = identify(child->pid());
  REQUIRE(id);
  child->force();
  REQUIRE(child->wait(soon()));
  const Result<Exit> ended = end(*id, milliseconds(0));
  REQUIRE_FALSE(ended);
  CHECK(ended.error().code == std::errc::no_such_process);
}
