// SPDX-License-Identifier: MIT
#include <algorithm>

#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Child;
using process::Exit;

namespace {

Child start(const Victim& victim, std::vector<std::string> steps) {
  steps.push_back("note=" + victim.file("up"));
  steps.push_back("idle");
  auto child = process::spawn(victim.command(std::move(steps)));
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  return *std::move(child);
}

}  // namespace

TEST_CASE("kill asks and the program ends in its own way") {
  const Victim victim;
  const Child child = start(victim, {"answer=" + victim.file("asked") + ":7"});
  Watchdog watchdog({"kill", victim.name(), "--json", "--grace", "20s"});
  CHECK(watchdog.wait() == Exit::code(0));
  const auto ended = watchdog.events("ended");
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].at("forced") == false);
  const auto exit = child.wait(soon());
  REQUIRE(exit);
  CHECK(*exit == Exit::code(7));
}

TEST_CASE("kill forces what does not end in time") {
  const Victim victim;
  const Child child = start(victim, {"ignore"});
  Watchdog watchdog({"kill", victim.name(), "--grace", "100ms"});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("] ended by force: it did not in 100 ms"));
  CHECK(child.wait(soon()));
}

TEST_CASE("kill --grace 0 does not ask") {
  const Victim victim;
  const Child child = start(victim, {"answer=" + victim.file("asked") + ":7"});
  Watchdog watchdog({"kill", "--grace", "0", victim.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("] ended by force\n"));
  CHECK(child.wait(soon()));
  CHECK(victim.lines("asked").empty());
}

TEST_CASE("kill --explain tells which target means a process and by what value") {
  const Victim victim;
  const auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  Watchdog watchdog({"kill", "--grace", "0", "--explain", victim.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("; its file's name '" + victim.name() + "' is the target '" + victim.name() +
                      "'"));
  CHECK(child->wait(soon()));
}

TEST_CASE("kill --dry-run ends nothing") {
  const Victim victim;
  const Child child = start(victim, {});
  Watchdog watchdog({"kill", "--dry-run", victim.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("would be ended"));
  CHECK_FALSE(child.wait(Clock::now()));
  child.force();
  CHECK(child.wait(soon()));
}

TEST_CASE("kill of what does not run exits with 1") {
  Watchdog watchdog({"kill", unique_name("wdnobody")});
  CHECK(watchdog.wait() == Exit::code(1));
  CHECK(watchdog.says("no process is called 'wdnobody"));
}

TEST_CASE("kill spares what started it and says so") {
  // This test is the parent. Others of its file may run beside it, hence the dry run.
  const auto self = process::inspect(process::own_pid());
  REQUIRE(self);
  Watchdog watchdog({"kill", "--dry-run", "--json", self->image});
  watchdog.wait();
  const auto all = watchdog.events("spared");
  const auto mine = std::find_if(all.begin(), all.end(), [](const auto& event) {
    return event.at("pid") == process::own_pid();
  });
  REQUIRE(mine != all.end());
  CHECK(mine->at("reason") == "this process descends from it");
}

TEST_CASE("kill refuses itself and nothing at all") {
  Watchdog itself({"kill", "--dry-run", "watchdog"});
  CHECK(itself.wait() == Exit::code(2));
  CHECK(itself.says("this very process"));
  Watchdog nothing({"kill"});
  CHECK(nothing.wait() == Exit::code(2));
  CHECK(nothing.says("kill what?"));
}
