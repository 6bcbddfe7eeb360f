// SPDX-License-Identifier: MIT
#include "commands/consent.hpp"

#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Child;
using process::Exit;

namespace {

std::vector<process::Entry> entries(std::initializer_list<std::pair<const char*, int>> counts) {
  std::vector<process::Entry> all;
  for (const auto& [name, count] : counts) {
    process::Entry entry;
    entry.title = name;
    all.insert(all.end(), static_cast<std::size_t>(count), entry);
  }
  return all;
}

std::vector<Child> start_many(const Victim& victim, std::size_t count) {
  std::vector<Child> children;
  for (std::size_t i = 0; i < count; ++i) {
    auto child = process::spawn(victim.command({"idle"}));
    REQUIRE(child);
    children.push_back(*std::move(child));
  }
  return children;
}

}  // namespace

TEST_CASE("a crowd is counted by name with the most frequent first") {
  CHECK(app::crowd(entries({{"one", 1}})) == "1 process: one");
  CHECK(app::crowd(entries({{"few", 2}, {"many", 9}, {"one", 1}})) ==
        "12 processes: many (9), few (2), one");
  CHECK(app::crowd(entries({{"a", 1},
                            {"b", 1},
                            {"c", 1},
                            {"d", 1},
                            {"e", 1},
                            {"f", 1},
                            {"g", 1},
                            {"h", 1},
                            {"i", 1}})) == "9 processes: a, b, c, d, e, f, g, h ...");
  CHECK(app::crowd(entries({{"\x1b[2J", 1}})) == "1 process: ?[2J");
}

TEST_CASE("more than a handful of processes takes a yes") {
  const std::string command = GENERATE("kill", "block");
  const Victim victim;
  const std::vector<Child> children = start_many(victim, app::a_handful + 1);
  std::vector<std::string> words{command, victim.name()};
  if (command == "block") words.emplace_back("--once");
  if (command == "kill") words.insert(words.end(), {"--grace", "0"});
  Watchdog refused(words);
  CHECK(refused.wait() == Exit::code(2));
  CHECK(refused.says("cannot end '11 processes: "));
  CHECK(refused.says("; --yes says that all of them are meant"));
  for (const Child& child : children) CHECK_FALSE(child.wait(Clock::now()));

  words.emplace_back("--dry-run");
  Watchdog dry(words);
  CHECK(dry.wait() == Exit::code(0));
  words.back() = "--yes";
  Watchdog ended(words);
  CHECK(ended.wait() == Exit::code(0));
  for (const Child& child : children) CHECK(child.wait(soon()));
}

TEST_CASE("a handful of processes is ended without a question") {
  const Victim victim;
  const std::vector<Child> children = start_many(victim, app::a_handful);
  Watchdog ended({"kill", "--grace", "0", victim.name()});
  CHECK(ended.wait() == Exit::code(0));
  for (const Child& child : children) CHECK(child.wait(soon()));
}

TEST_CASE("what a watchdog keeps is not blocked beside it") {
  const TempDir dir;
  const std::vector<std::string> places{"WD_STATE_DIR=" + dir.file("state"),
                                        "WD_RUNTIME_DIR=" + dir.file("run")};
  const Victim victim;
  Watchdog keeper({"keep", "--json", "--", victim.program(), "note=" + victim.file("up"), "idle"},
                  places);
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(wait_until([&] {
    Watchdog status({"status", victim.name()}, places);
    return status.wait() == Exit::code(0);
  }));
  for (const std::string& target : {victim.name(), victim.program(), "--regex=" + victim.name()}) {
    Watchdog refused({"block", "--once", target}, places);
    CHECK(refused.wait() == Exit::code(2));
    CHECK(refused.says("a watchdog keeps it alive; 'watchdog stop "));
  }
  CHECK(victim.lives("up", 0));

  Watchdog dry({"block", "--once", "--dry-run", victim.name()}, places);
  CHECK(dry.wait() == Exit::code(0));
  Watchdog other({"block", "--once", unique_name("wdnobody")}, places);
  CHECK(other.wait() == Exit::code(1));
  Watchdog stop({"stop", victim.name()}, places);
  CHECK(stop.wait() == Exit::code(0));
  Watchdog still({"block", "--once", victim.name()}, places);
  CHECK(still.wait() == Exit::code(2));  // A start by hand would bring it back.
}

TEST_CASE("what a watchdog blocks is not kept beside it") {
  const TempDir dir;
  const std::vector<std::string> places{"WD_STATE_DIR=" + dir.file("state"),
                                        "WD_RUNTIME_DIR=" + dir.file("run")};
  const Victim victim;
  const bool path = GENERATE(false, true);
  Watchdog blocker({"block", "--json", path ? victim.program() : victim.name()}, places);
  REQUIRE(blocker.wait_for_events("armed", 1));

  Watchdog refused({"keep", "--", victim.program(), "note=" + victim.file("up"), "idle"}, places);
  CHECK(refused.wait() == Exit::code(2));
  CHECK(refused.says("cannot keep '"));
  CHECK(refused.says("the 'watchdog block' with pid " + std::to_string(blocker.pid()) +
                     " ends it wherever it starts; stop that first"));
  CHECK_FALSE(contains(refused.err(), "deaf"));
  Watchdog by_name({"keep", "--name", unique_name("wdother"), victim.program()}, places);
  CHECK(by_name.wait() == Exit::code(2));
  CHECK(read_file(victim.file("up")).empty());

  Watchdog nothing_kept({"status"}, places);
  CHECK(nothing_kept.wait() == Exit::code(3));
  Watchdog second_blocker({"block", "--once", victim.name()}, places);
  CHECK(second_blocker.wait() == Exit::code(1));

  const Victim other;
  Watchdog kept({"keep", "--restart", "never", "--", other.program(), "exit=0"}, places);
  CHECK(kept.wait() == Exit::code(0));
  blocker.ask();
  CHECK(blocker.wait() == end_of_asked());
  Watchdog free({"keep", "--restart", "never", "--", victim.program(), "exit=0"}, places);
  CHECK(free.wait() == Exit::code(0));
}

TEST_CASE(
    "who blocks for a moment or in a dry run or by more than names keeps nobody from keeping") {
  const TempDir dir;
  const std::vector<std::string> places{"WD_STATE_DIR=" + dir.file("state"),
                                        "WD_RUNTIME_DIR=" + dir.file("run")};
  const Victim victim;
  const std::vector<std::string> more =
      GENERATE(std::vector<std::string>{"--dry-run"},
               std::vector<std::string>{"--parent", unique_name("wdnobody")});
  std::vector<std::string> words{"block", "--json", victim.name()};
  words.insert(words.end(), more.begin(), more.end());
  Watchdog blocker(words, places);
  REQUIRE(blocker.wait_for_events("armed", 1));
  Watchdog kept({"keep", "--restart", "never", "--", victim.program(), "exit=0"}, places);
  CHECK(kept.wait() == Exit::code(0));
}
