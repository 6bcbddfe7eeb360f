// SPDX-License-Identifier: MIT
#include "watchdog/keep/loop_host.hpp"

#include <asio/post.hpp>

#include "keep/stage.hpp"
#include "watchdog/process/process.hpp"

using namespace watchdog;
using namespace watchdog::keep;
using namespace watchdog::test;

namespace {

void kill_by_force(process::Pid pid) {
  const Result<process::Identity> id = process::identify(pid);
  REQUIRE(id);
  REQUIRE(process::end(*id, milliseconds(0)));
}

using Kind = Happening::Kind;

}  // namespace

TEST_CASE("a killed program is started again") {
  const Victim victim;
  Stage stage;
  stage.keeper.start(stage.keeper.add(kept(victim.command({"note=" + victim.file("up"), "idle"}))));
  REQUIRE(victim.wait_for_lines("up", 1));
  kill_by_force(stage.pid());
  REQUIRE(stage.run_until([&] { return stage.count(Kind::started) == 2; }));
  CHECK(victim.wait_for_lines("up", 2));
  CHECK(stage.happenings[1].kind == Kind::exited);
}

TEST_CASE("a program that exits is started again until it has enough") {
  const Victim victim;
  Stage stage;
  Program program = kept(victim.command({"note=" + victim.file("up"), "exit=3"}));
  program.policy.limit.count = 3;
  program.policy.second_delay = milliseconds(1);
  const Index index = stage.keeper.add(std::move(program));
  stage.keeper.start(index);
  REQUIRE(stage.run_until([&] { return stage.keeper.done(); }));
  CHECK(stage.keeper.outcome(index).kind == Outcome::Kind::gave_up);
  CHECK(stage.keeper.outcome(index).exit == process::Exit::code(3));
  CHECK(victim.lines("up").size() == 4);
}

TEST_CASE("a stop asks and the program may answer") {
  const Victim victim;
  Stage stage;
  const Index index = stage.keeper.add(kept(victim.command(
      {"answer=" + victim.file("answer") + ":6", "note=" + victim.file("up"), "idle"})));
  stage.keeper.start(index);
  REQUIRE(victim.wait_for_lines("up", 1));
  stage.keeper.stop();
  REQUIRE(stage.run_until([&] { return stage.keeper.done(); }));
  CHECK(victim.lines("answer").size() == 1);
  CHECK(stage.keeper.outcome(index).kind == Outcome::Kind::stopped);
  CHECK(stage.keeper.outcome(index).exit == process::Exit::code(6));
}

TEST_CASE("a program that ignores the stop is ended by force after its grace") {
  const Victim victim;
  Stage stage;
  Program program = kept(victim.command({"ignore", "note=" + victim.file("up"), "idle"}));
  program.ladder = {{15, milliseconds(30)}};
  stage.keeper.start(stage.keeper.add(std::move(program)));
  REQUIRE(victim.wait_for_lines("up", 1));
  stage.keeper.stop();
  REQUIRE(stage.run_until([&] { return stage.keeper.done(); }));
  CHECK(stage.count(Kind::forced) == 1);
}

TEST_CASE("an adopted process that dies is started anew as a child") {
  const Victim victim;
  const process::Command command = victim.command({"note=" + victim.file("up"), "idle"});
  const Result<process::Child> stranger = process::spawn(command);
  REQUIRE(stranger);
  REQUIRE(victim.wait_for_lines("up", 1));
  const Result<process::Identity> id = process::identify(stranger->pid());
  REQUIRE(id);

  Stage stage;
  const Index index = stage.keeper.add(kept(command));
  REQUIRE(stage.keeper.adopt(index, *id));
  kill_by_force(id->pid);
  REQUIRE(stage.run_until([&] { return stage.count(Kind::started) == 1; }));
  CHECK(victim.wait_for_lines("up", 2));
  CHECK(stage.happenings[0].kind == Kind::adopted);
  CHECK(stage.happenings[1].kind == Kind::exited);
}

TEST_CASE("a hundred programs that die together are all back") {
  const Victim victim;
  Stage stage;
  for (int i = 0; i < 100; ++i) {
    stage.keeper.start(stage.keeper.add(kept(victim.command({"idle"}))));
  }
  REQUIRE(stage.count(Kind::started) == 100);
  const std::vector<Happening> first(stage.happenings);
  for (const Happening& happening : first) kill_by_force(happening.id.pid);
  // In Wine on a busy machine the second hundred takes longer than the 20 seconds of soon().
  const Time late = Clock::now() + milliseconds(150'000);
  REQUIRE(stage.run_until([&] { return stage.count(Kind::started) == 200; }, late));
}
