// SPDX-License-Identifier: MIT
#include "watchdog/block/ending.hpp"

#include "block/recorder.hpp"
#include "support/catch.hpp"
#include "support/victim.hpp"

using namespace watchdog;
using namespace watchdog::test;
using block::Fate;
using process::Child;

namespace {

using Told = std::vector<std::pair<process::Pid, Fate>>;

Told end_all(const std::vector<std::string>& names, milliseconds grace) {
  const auto table = process::list();
  REQUIRE(table);
  Told told;
  block::end_all(rule(names), *table, grace,
                 [&](const process::Entry& entry, const block::Verdict&, const Fate& fate) {
                   told.emplace_back(entry.id.pid, fate);
                 });
  return told;
}

Child start(const Victim& victim, std::vector<std::string> steps) {
  steps.push_back("note=" + victim.file("up"));
  steps.push_back("idle");
  auto child = process::spawn(victim.command(std::move(steps)));
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  return *std::move(child);
}

}  // namespace

TEST_CASE("a process that ends when asked is not forced") {
  const Victim victim;
  const Child child = start(victim, {"answer=" + victim.file("asked") + ":7"});
  const Told told = end_all({victim.name()}, milliseconds(20'000));
  REQUIRE(told.size() == 1);
  CHECK(told[0].first == child.pid());
  CHECK(told[0].second.kind == Fate::Kind::ended);
  const auto exit = child.wait(soon());
  REQUIRE(exit);
  CHECK(*exit == process::Exit::code(7));
}

TEST_CASE("a process that ignores the wish is forced after the grace") {
  const Victim victim;
  const Child child = start(victim, {"ignore"});
  const Time before = Clock::now();
  const Told told = end_all({victim.name()}, milliseconds(100));
  CHECK(Clock::now() - before >= milliseconds(100));
  REQUIRE(told.size() == 1);
  CHECK(told[0].second.kind == Fate::Kind::forced);
  CHECK(child.wait(soon()));
}

TEST_CASE("without grace a process is not asked") {
  const Victim victim;
  const Child child = start(victim, {"answer=" + victim.file("asked") + ":7"});
  const Told told = end_all({victim.name()}, milliseconds(0));
  REQUIRE(told.size() == 1);
  CHECK(told[0].second.kind == Fate::Kind::forced);
  const auto exit = child.wait(soon());
  REQUIRE(exit);
  CHECK_FALSE(*exit == process::Exit::code(7));
  CHECK(victim.lines("asked").empty());
}

TEST_CASE("many share one grace") {
  const Victim victim;
  std::vector<Child> children;
  for (int i = 0; i < 5; ++i) {
    auto child = process::spawn(victim.command({"ignore", "note=" + victim.file("up"), "idle"}));
    REQUIRE(child);
    children.push_back(*std::move(child));
  }
  REQUIRE(victim.wait_for_lines("up", 5));
  const milliseconds grace(2'000);
  const Time before = Clock::now();
  const Told told = end_all({victim.name()}, grace);
  // One grace each would take longer. On Windows asking takes its time, too: a helper process each.
  CHECK(Clock::now() - before < 5 * grace);
  CHECK(told.size() == 5);
  for (const Child& child : children) CHECK(child.wait(soon()));
}

TEST_CASE("nothing that matches is nothing to tell") {
  CHECK(end_all({unique_name("wdnobody")}, milliseconds(100)).empty());
}

TEST_CASE("a process that is no longer what it was seen as lives") {
  const Victim victim;
  const Child child = start(victim, {});
  auto row = process::inspect(child.pid());
  REQUIRE(row);
  std::string name = victim.name();
  SECTION("another program in the same process") {
    name = unique_name("wdwas") + std::string(process::system_naming().suffix);
    row->image = victim.file(name);
    row->title = name;
  }
  SECTION("another process with the same number") { row->id.start += 1; }
  const block::Rule meant = rule({name});
  REQUIRE(meant.judge(*row).ends());
  int told = 0;
  block::end_all(meant, {*row}, milliseconds(0),
                 [&](const process::Entry&, const block::Verdict&, const Fate&) { ++told; });
  CHECK(told == 0);
  CHECK_FALSE(child.wait(Clock::now()));
  child.force();
  CHECK(child.wait(soon()));
}
