// SPDX-License-Identifier: MIT
#include "app/program.hpp"
#include "watchdog/process/vitals.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Child;
using process::Exit;
using Activity = process::Vitals::Activity;

namespace {

Child start_steps(const Victim& victim, std::vector<std::string> steps) {
  steps.insert(steps.end(), {"note=" + victim.file("up"), "idle"});
  auto child = process::spawn(victim.command(std::move(steps)));
  REQUIRE(child);
  return *std::move(child);
}

bool is_stopped(process::Pid pid) {
  const auto id = process::identify(pid);
  const auto now = id ? process::vitals(*id) : Result<process::Vitals>(id.error());
  return now && now->activity == Activity::stopped;
}

bool can_freeze() { return !process::signal_name(15).empty(); }

}  // namespace

TEST_CASE("block --grace asks first and forces what does not end") {
  const std::string source = GENERATE("auto", "scan");
  const Victim polite;
  const Victim deaf;
  const Child first = start_steps(polite, {"answer=" + polite.file("asked") + ":7"});
  const Child second = start_steps(deaf, {"ignore"});
  REQUIRE(polite.wait_for_lines("up", 1));
  REQUIRE(deaf.wait_for_lines("up", 1));
  const Time before = Clock::now();
  Watchdog watchdog(
      {"block", polite.name(), deaf.name(), "--grace", "700ms", "--json", "--source", source});
  const auto exit = first.wait(soon());
  REQUIRE(exit);
  CHECK(*exit == Exit::code(7));
  CHECK(second.wait(soon()));
  CHECK(Clock::now() - before >= milliseconds(700));
  REQUIRE(watchdog.wait_for_events("forced", 1));
  CHECK(watchdog.events("forced")[0].at("pid") == second.pid());
  CHECK(watchdog.events("blocked").size() == 2);
  CHECK(watchdog.events("blocked")[0].at("grace_ms") == 700);
  // One that starts later is asked as well.
  const Child third = start_steps(deaf, {"ignore"});
  CHECK(third.wait(soon()));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  CHECK(watchdog.events("summary")[0].at("blocked") == 3);
  CHECK(watchdog.events("summary")[0].at("ended") == 3);
}

TEST_CASE("block --freeze stops programs while it lasts and has them go on at its end") {
  if (!can_freeze()) return;
  const std::string source = GENERATE("auto", "scan");
  const Victim victim;
  const Child before = start_steps(victim, {});
  Watchdog watchdog({"block", victim.name(), "--freeze", "--json", "--source", source});
  REQUIRE(watchdog.wait_for_events("blocked", 1));
  const Child after = start_steps(victim, {});
  REQUIRE(watchdog.wait_for_events("blocked", 2));
  CHECK(watchdog.events("blocked")[0].at("frozen") == true);
  CHECK(wait_until([&] { return is_stopped(before.pid()) && is_stopped(after.pid()); }));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  CHECK(watchdog.events("summary")[0].at("continued") == 2);
  CHECK(watchdog.events("summary")[0].at("ended") == 0);
  for (const Child* child : {&before, &after}) {
    CHECK(wait_until([&] { return !is_stopped(child->pid()); }));
    CHECK_FALSE(child->wait(Clock::now()));
    child->force();
    CHECK(child->wait(soon()));
  }
}

TEST_CASE("who stays frozen when watchdog is killed goes on at the end of the next one") {
  if (!can_freeze()) return;
  const Victim victim;
  const Child child = start_steps(victim, {});
  Watchdog killed({"block", victim.name(), "--freeze", "--json"});
  REQUIRE(killed.wait_for_events("blocked", 1));
  kill_process(killed.pid());
  CHECK(killed.wait() == Exit::signal(9));
  CHECK(wait_until([&] { return is_stopped(child.pid()); }));
  Watchdog next({"block", victim.name(), "--freeze", "--for", "100ms", "--json"});
  CHECK(next.wait() == Exit::code(0));
  CHECK(wait_until([&] { return !is_stopped(child.pid()); }));
  child.force();
  CHECK(child.wait(soon()));
}

TEST_CASE("block --tree ends what descends from a program and an exception lives") {
  const bool once = GENERATE(true, false);
  const Victim root;
  const Victim other;
  const Child child = start_steps(root, {"child=" + root.file("child")});
  REQUIRE(root.wait_for_lines("child", 1));
  const process::Pid grandchild = root.noted_pid("child");
  const Child bystander = start_steps(other, {});
  // The child is of the same file: only its parent is meant by its command line.
  std::vector<std::string> words{"block", root.name(), "--command", "child=", "--tree", "--json"};
  if (once) words.emplace_back("--once");
  Watchdog watchdog(words);
  CHECK(child.wait(soon()));
  CHECK(wait_until([&] { return !root.lives(grandchild); }));
  REQUIRE(watchdog.wait_for_events("blocked", 2));
  const auto blocked = watchdog.events("blocked");
  CHECK(blocked[0].at("pid") == grandchild);
  CHECK(blocked[0].at("match") == "family");
  CHECK(blocked[0].at("value") == root.name());
  CHECK(blocked[1].at("pid") == child.pid());
  CHECK_FALSE(bystander.wait(Clock::now()));
  bystander.force();
  CHECK(bystander.wait(soon()));
}

TEST_CASE("block --exec runs a command for each with what happened in its environment") {
  const Victim victim;
  const Victim told;
  const Child child = start_steps(victim, {});
  Watchdog watchdog({"block", victim.name(), "--json", "--exec",
                     "'" + told.program() + "' 'note=" + told.file("ran") +
                         "' print=event env=WD_EVENT env=WD_NAME env=WD_PID env=WD_LEFT_OUT"});
  CHECK(child.wait(soon()));
  REQUIRE(told.wait_for_lines("ran", 1));
  for (int i = 0; i < 8; ++i) CHECK(start_steps(victim, {}).wait(soon()));
  REQUIRE(watchdog.wait_for_events("blocked", 9));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  const std::size_t ran = told.lines("ran").size();
  CHECK(ran >= 5);
  CHECK(contains(watchdog.out(), "event\nblocked\n" + victim.name() + "\n" +
                                     std::to_string(child.pid()) + "\n0\n"));
}

TEST_CASE("a command of block that fails is told") {
  const Victim victim;
  const Child child = start_steps(victim, {});
  Watchdog watchdog({"block", victim.name(), "--json", "--exec", "'" + victim.file("none") + "'"});
  CHECK(child.wait(soon()));
  REQUIRE(watchdog.wait_for_events("error", 1));
  CHECK(contains(watchdog.events("error")[0].at("reason").get<std::string>(), "cannot start"));
}

TEST_CASE("ways to act that exclude each other are refused") {
  const std::vector<std::string> options =
      GENERATE(std::vector<std::string>{"--once", "--grace", "1s"},
               std::vector<std::string>{"--once", "--freeze"},
               std::vector<std::string>{"--freeze", "--grace", "1s"});
  std::vector<std::string> words{"block", "a"};
  words.insert(words.end(), options.begin(), options.end());
  Watchdog watchdog(words);
  CHECK(watchdog.wait() == Exit::code(2));
}

TEST_CASE("block --message ends those whom nothing can be told all the same") {
  const Victim victim;
  Watchdog watchdog({"block", victim.name(), "--json", "--message", "no"},
                    {"DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere", "PATH=/nowhere"});
  REQUIRE(watchdog.wait_for_events("armed", 1));
  const Child child = start_steps(victim, {});
  CHECK(child.wait(soon()));
  REQUIRE(watchdog.wait_for_events("blocked", 1));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  CHECK(watchdog.events("error").empty());
  CHECK(watchdog.events("alert_failed").empty());
}
