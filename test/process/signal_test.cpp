// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "support/running.hpp"
#include "watchdog/process/exit.hpp"
#include "watchdog/process/process.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

TEST_CASE("a signal goes by its name, with SIG or without, and by its number") {
  for (const char* name : {"TERM", "SIGTERM", "term", "SigTerm", "15"}) {
    INFO(name);
    CHECK(signal_number(name) == std::optional(15));
  }
  CHECK(signal_number("INT") == std::optional(2));
  CHECK(signal_number("sigkill") == std::optional(9));
}

TEST_CASE("what is no signal has no number") {
  for (const char* name : {"", "SIG", "SIGSIGTERM", "TERMS", "0", "-1", "-15", "4711", "15x", "+15",
                           " 15", "99999999999", "SIG15"}) {
    INFO(name);
    CHECK(signal_number(name) == std::nullopt);
  }
}

TEST_CASE("the number of a signal's name is that signal") {
  for (std::uint32_t number = 1; number < 32; ++number) {
    const std::string name = signal_name(number);
    if (name.empty()) continue;
    CHECK(signal_number(name) == std::optional(static_cast<int>(number)));
  }
}

TEST_CASE("a signal that there is not is refused, and nobody is hurt") {
  const Running running({});
  REQUIRE(running.is_up());
  const Result<void> to_group = running.child().send(4711);
  REQUIRE_FALSE(to_group);
  CHECK(to_group.error().code == std::errc::invalid_argument);
  const Result<Process> process = Process::open(running.id());
  REQUIRE(process);
  const Result<void> to_one = process->send(4711);
  REQUIRE_FALSE(to_one);
  CHECK(to_one.error().code == std::errc::invalid_argument);
  CHECK_FALSE(process->wait(Clock::now()));
}

TEST_CASE("KILL by its number ends a program that ignores requests") {
  const Running running({"ignore"});
  REQUIRE(running.is_up());
  const Result<Process> process = Process::open(running.id());
  REQUIRE(process);
  CHECK(running.child().send(*signal_number("KILL")));
  CHECK(process->wait(soon()));
}

TEST_CASE("INT and TERM are asked politely") {
  for (const char* name : {"INT", "TERM"}) {
    INFO(name);
    const Victim victim;
    const Result<Child> child = spawn(victim.command(
        {"answer=" + victim.file("answer") + ":5", "note=" + victim.file("up"), "idle"}));
    REQUIRE(child);
    REQUIRE(victim.wait_for_lines("up", 1));
    CHECK(child->send(*signal_number(name)));
    const Result<Exit> exit = child->wait(soon());
    child->force();
    REQUIRE(exit);
    CHECK(*exit == Exit::code(5));
  }
}
