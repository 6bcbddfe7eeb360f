// SPDX-License-Identifier: MIT
#include <csignal>

#include "keep/stage.hpp"
#include "watchdog/process/reap.posix.hpp"

using namespace watchdog;
using namespace watchdog::test;

/// As after a renewal: the signal that told of the death went to the program that we were before.
TEST_CASE("a child that died before it was adopted is started again, and how it ended is told") {
  const Victim victim;
  const Result<process::Child> child = process::spawn(victim.command({"exit=3"}));
  REQUIRE(child);
  REQUIRE(wait_until([&] { return process::dead_child() == child->pid(); }));
  const Result<process::Identity> id = process::identify(child->pid());
  REQUIRE(id);

  Stage stage;
  const keep::Index program = stage.keeper.add(kept(victim.command({"idle"})));
  REQUIRE(stage.keeper.adopt(program, *id));
  CHECK(stage.run_until([&] { return stage.count(keep::Happening::Kind::started) == 1; }));
  CHECK(stage.keeper.standing(program).last_exit == process::Exit::code(3));
}

/// Passed on by whoever started us: a mask outlives an exec.
TEST_CASE("deaths are seen by a process that began with word of them blocked") {
  sigset_t word;
  sigset_t before;
  sigemptyset(&word);
  sigaddset(&word, SIGCHLD);
  ::pthread_sigmask(SIG_BLOCK, &word, &before);
  const Victim victim;
  Stage stage;
  stage.keeper.start(stage.keeper.add(kept(victim.command({"exit=3"}))));
  CHECK(stage.run_until([&] { return stage.count(keep::Happening::Kind::started) == 2; }));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}
