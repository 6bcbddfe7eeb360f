// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <set>

#include "app/program.hpp"
#include "system.hpp"
#include "watchdog/checkpoint/inspect.hpp"

using namespace watchdog;
using namespace watchdog::test;
using namespace std::chrono_literals;
using process::Child;
using process::Exit;

namespace {

Child start_idle(const Victim& victim) {
  auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  return *std::move(child);
}

bool still_runs(const Child& child) { return !child.wait(Clock::now()); }

void finish(const Child& child) {
  child.force();
  CHECK(child.wait(soon()));
}

std::string clock_text(std::chrono::local_seconds time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(time - day).count();
  return fmt::format("{:02}:{:02}", minutes / 60, minutes % 60);
}

/// A zone in which the wall shows that time now (POSIX, and Windows by its C library).
std::string zone_where_it_is(std::chrono::seconds wanted) {
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  auto west = (now - std::chrono::floor<std::chrono::days>(now)) - wanted;
  if (west > 12h) west -= 24h;
  if (west < -12h) west += 24h;
  const auto size = std::chrono::abs(west).count();
  return fmt::format("TZ=WDT{}{}:{:02}:{:02}", west < 0s ? "-" : "+", size / 3600, size / 60 % 60,
                     size % 60);
}

}  // namespace

TEST_CASE("block rests outside of its times and blocks within them") {
  const auto now = app::local_now();
  const Victim victim;
  const Child child = start_idle(victim);
  const std::string later = clock_text(now + 2h) + "-" + clock_text(now + 3h);
  {
    Watchdog resting({"block", victim.name(), "--json", "--during", later});
    REQUIRE(resting.wait_for_events("resting", 1));
    CHECK(contains(resting.events("resting")[0].at("until").get<std::string>(),
                   clock_text(now + 2h)));
    CHECK(resting.events("armed").empty());
    CHECK(still_runs(child));
  }
  Watchdog blocking({"block", victim.name(), "--json", "--during", later, "--during",
                     clock_text(now - 1h) + "-" + clock_text(now + 1h)});
  REQUIRE(blocking.wait_for_events("blocked", 1));
  CHECK(child.wait(soon()));
}

TEST_CASE("block begins and ends at the minute that the wall shows") {
  const Victim victim;
  SECTION("it begins") {
    const Child child = start_idle(victim);
    Watchdog watchdog({"block", victim.name(), "--json", "--during", "09:00-17:00"},
                      {zone_where_it_is(9h - 2s)});
    REQUIRE(watchdog.wait_for_events("resting", 1));
    CHECK(still_runs(child));
    REQUIRE(watchdog.wait_for_events("blocked", 1));
    CHECK(child.wait(soon()));
  }
  SECTION("it ends") {
    Watchdog watchdog({"block", victim.name(), "--json", "--during", "07:00-09:00"},
                      {zone_where_it_is(9h - 3s)});
    REQUIRE(watchdog.wait_for_events("armed", 1));
    // In Wine one that is ended early enough was never started.
    if (const auto blocked = process::spawn(victim.command({"idle"}))) CHECK(blocked->wait(soon()));
    REQUIRE(watchdog.wait_for_events("resting", 1));
    const Child child = start_idle(victim);
    watchdog.ask();
    CHECK(watchdog.wait() == end_of_asked());
    CHECK(still_runs(child));
    finish(child);
  }
}

TEST_CASE("block --until stops by itself") {
  Watchdog watchdog({"block", unique_name("wdnobody"), "--until", "18:00"},
                    {zone_where_it_is(18h - 2s)});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("blocked 0 processes"));
}

TEST_CASE("block --allow lets a program run for its time and no longer and no restart gives more") {
  const TempDir dir;
  const std::vector<std::string> places{"WD_STATE_DIR=" + dir.file("state"),
                                        "WD_RUNTIME_DIR=" + dir.file("run")};
  const Victim victim;
  const Child child = start_idle(victim);
  const Time before = Clock::now();
  {
    Watchdog first({"block", victim.name(), "--json", "--allow", "1500ms/day"}, places);
    REQUIRE(first.wait_for_events("allowed", 1));
    CHECK(first.events("allowed")[0].at("left_ms") == 1'500);
    CHECK(child.wait(soon()));
    CHECK(Clock::now() - before >= milliseconds(1'400));
    REQUIRE(first.wait_for_events("blocked", 1));

    Watchdog beside({"block", victim.name(), "--allow", "1h/day"}, places);
    CHECK(beside.wait() == Exit::code(125));
    CHECK(beside.says("in use"));
    kill_process(first.pid());
  }
  const Child again = start_idle(victim);
  Watchdog second({"block", victim.name(), "--json", "--allow", "1500ms/day"}, places);
  REQUIRE(second.wait_for_events("blocked", 1));
  CHECK(second.events("allowed").empty());
  CHECK(again.wait(soon()));
}

TEST_CASE("what is used of a budget is written each second") {
  const TempDir dir;
  const std::vector<std::string> places{"WD_STATE_DIR=" + dir.file("state"),
                                        "WD_RUNTIME_DIR=" + dir.file("run")};
  const Victim victim;
  const Child child = start_idle(victim);
  const std::vector<std::string> words{"block", victim.name(), "--json", "--allow", "1h/day"};
  {
    Watchdog first(words, places);
    REQUIRE(first.wait_for_events("allowed", 1));
    std::set<std::uint64_t> written;
    CHECK(wait_until([&] {  // Before the second one would come if they were ten seconds apart.
      for (const auto& file :
           std::filesystem::directory_iterator(utf8_path(dir.file("state/budgets"))))
        if (file.path().extension() == ".ckpt")
          written.insert(checkpoint::newest_sequence(utf8_text(file.path())).value_or(0U));
      return written.size() >= 4;  // 0, for none yet, is one.
    }));
    kill_process(first.pid());
    first.wait();
  }
  Watchdog second(words, places);
  REQUIRE(second.wait_for_events("allowed", 1));
  CHECK(second.events("allowed")[0].at("left_ms") <= 3'600'000 - 2'900);
  child.force();
  CHECK(child.wait(soon()));
}

TEST_CASE("while nothing runs nothing is spent") {
  const TempDir dir;
  const std::vector<std::string> places{"WD_STATE_DIR=" + dir.file("state"),
                                        "WD_RUNTIME_DIR=" + dir.file("run")};
  const std::string nobody = unique_name("wdnobody");
  for (int i = 0; i < 2; ++i) {
    Watchdog watchdog({"block", nobody, "--json", "--allow", "1h/day", "--for", "1200ms"}, places);
    CHECK(watchdog.wait() == Exit::code(0));
    REQUIRE(watchdog.events("allowed").size() == 1);
    CHECK(watchdog.events("allowed")[0].at("left_ms") == 3'600'000);
  }
}

TEST_CASE("block refuses what is no time with the way to write one") {
  const auto said = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"block", "a"});
    Watchdog watchdog(std::move(words));
    CHECK(watchdog.wait() == Exit::code(2));
    return watchdog.err();
  };
  CHECK(
      contains(said({"--during", "weekends"}), "cannot take as a time 'weekends'; write it like"));
  CHECK(contains(said({"--until", "6pm"}), "write it like '18:00'"));
  CHECK(contains(said({"--allow", "lots"}), "'lots' is no part of a day; write 30m/day"));
  CHECK(contains(said({"--allow", "25h/day"}), "no part of a day"));
  CHECK(contains(said({"--once", "--until", "18:00"}), "--until"));
}
