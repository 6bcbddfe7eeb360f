// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::test;

namespace {

/// `watchdog keep --json OPTIONS -- victim STEPS`
std::vector<std::string> watched(const Victim& victim, const std::vector<std::string>& options,
                                 const std::vector<std::string>& steps) {
  std::vector<std::string> words{"keep", "--json"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", victim.program(), "note=" + victim.file("up")});
  words.insert(words.end(), steps.begin(), steps.end());
  return words;
}

/// What was said of the first hang; waits for it, and for its end.
std::string first_hang(const Watchdog& watchdog) {
  REQUIRE(watchdog.wait_for_events("hung", 1));
  REQUIRE(watchdog.wait_for_events("exited", 1));
  return watchdog.events("hung").front().at("reason");
}

}  // namespace

TEST_CASE("a program that says so is ready and one that falls silent hangs") {
  const Victim victim;
  const Watchdog watchdog(
      watched(victim, {"--heartbeat", "500ms"}, {"say=READY=1", "say=WATCHDOG=1", "idle"}));
  REQUIRE(watchdog.wait_for_events("ready", 1));
  CHECK(first_hang(watchdog) == "no sign of life for 500 ms");
  CHECK(watchdog.events("ready").front().at("pid") == victim.noted_pid("up"));
}

TEST_CASE("who asks to be taken for hung is") {
  const Victim victim;
  const Watchdog watchdog(watched(victim, {"--notify"}, {"say=WATCHDOG=trigger", "idle"}));
  CHECK(first_hang(watchdog) == "it says so itself");
}

TEST_CASE("a program that is not ready in time hangs") {
  const Victim victim;
  const Watchdog watchdog(watched(victim, {"--notify", "--ready-within", "300ms"}, {"idle"}));
  CHECK(first_hang(watchdog) == "not ready after 300 ms");
  CHECK(watchdog.events("ready").empty());
}

TEST_CASE("a program that asks for more time gets it before it is ready") {
  constexpr milliseconds limit{3'000};
  for (bool in_time = false; !in_time;) {
    const Victim victim;
    const Time begun = Clock::now();
    const Watchdog watchdog(
        watched(victim, {"--notify", "--ready-within", "3s"},
                {"say=EXTEND_TIMEOUT_USEC=3600000000", "note=" + victim.file("said"),
                 "until=" + victim.file("go"), "say=READY=1", "idle"}));
    REQUIRE(victim.wait_for_lines("said", 1));
    in_time = Clock::now() < begun + limit / 2;  // Otherwise the machine was too slow to tell.
    if (!in_time) continue;
    REQUIRE(wait_until([&] { return Clock::now() > begun + limit + limit / 2; }));
    std::ofstream(utf8_path(victim.file("go"))) << "now";
    REQUIRE(watchdog.wait_for_events("ready", 1));
    CHECK(watchdog.events("hung").empty());
  }
}

TEST_CASE("a watchdog that was stopped itself blames no program for what it did not hear") {
  constexpr milliseconds limit{4'000};
  for (bool in_time = false; !in_time;) {
    const Victim victim;
    const Time begun = Clock::now();
    const Watchdog watchdog(watched(
        victim, {"--notify", "--ready-within", "4s"},
        {"until=" + victim.file("go"), "say=READY=1", "note=" + victim.file("said"), "idle"}));
    REQUIRE(victim.wait_for_lines("up", 1));
    const Result<process::Process> held = process::Process::open(watchdog.id());
    REQUIRE(held);
    if (!held->suspend()) return;                // This system can't.
    in_time = Clock::now() < begun + limit / 2;  // Otherwise the machine was too slow to tell.
    std::ofstream(utf8_path(victim.file("go"))) << "now";
    const bool said = victim.wait_for_lines("said", 1);
    const auto is_late = [&] { return Clock::now() > begun + limit + milliseconds(2'000); };
    const bool late = !in_time || wait_until(is_late);
    CHECK(held->resume());
    REQUIRE((said && late));
    if (!in_time) continue;
    REQUIRE(watchdog.wait_for_events("ready", 1));
    CHECK(watchdog.events("hung").empty());
  }
}

TEST_CASE("a program that has written its line is ready and one that has not in time hangs") {
  const Victim victim;
  SECTION("ready") {
    const Watchdog watchdog(watched(victim, {"--ready-line", "listening", "--ready-within", "20s"},
                                    {"print=now listening on 80", "idle"}));
    REQUIRE(watchdog.wait_for_events("ready", 1));
    CHECK(watchdog.events("ready").front().at("pid") == victim.noted_pid("up"));
    CHECK(wait_until([&] { return contains(watchdog.out(), "now listening on 80"); }));
  }
  SECTION("not in time") {
    const Watchdog watchdog(watched(victim,
                                    {"--ready-line", "listening", "--ready-within", "300ms"},
                                    {"print=listen", "idle"}));
    CHECK(first_hang(watchdog) == "not ready after 300 ms");
    CHECK(watchdog.events("ready").empty());
  }
}

TEST_CASE("a command that fails again and again says that the program hangs") {
  const Victim victim;
  const std::string probe = "exec:" + victim.program() + " exit=7";
  const Watchdog watchdog(watched(
      victim, {"--probe", probe, "--probe-interval", "50ms", "--probe-failures", "2"}, {"idle"}));
  CHECK(first_hang(watchdog) == probe + " failed 2 times in a row: exit code 7");
}

TEST_CASE("a command that succeeds says that the program is ready, in its folder and environment") {
  const Victim victim;
  const TempDir folder;
  const Watchdog watchdog(
      watched(victim,
              {"--probe", "exec:" + victim.program() + " first=seen exit=1", "--probe-failures",
               "1000", "--probe-interval", "20ms", "--directory", folder.file("")},
              {"idle"}));
  REQUIRE(watchdog.wait_for_events("ready", 1));  // The second finds what the first wrote.
  CHECK(std::filesystem::exists(folder.path() / "seen"));
  CHECK(watchdog.events("hung").empty());
}

TEST_CASE("a program that writes nothing for too long hangs and its last lines are told") {
  const Victim victim;
  const Watchdog watchdog(
      watched(victim, {"--silence", "500ms"}, {"print=the last words", "idle"}));
  CHECK(first_hang(watchdog) == "it has written nothing for 500 ms");
  REQUIRE(watchdog.wait_for_events("last_lines", 1));
  CHECK(watchdog.events("last_lines").front().at("lines") ==
        std::vector<std::string>{"the last words"});
  CHECK(wait_until([&] { return contains(watchdog.out(), "the last words"); }));
}

TEST_CASE("a log that can't be opened is told at once, and the program is kept") {
  const Victim victim;
  Watchdog watchdog(watched(victim, {"--log", victim.file(""), "--restart", "never"},
                            {"print=unheard", "exit=0"}));
  CHECK(watchdog.wait() == Exit::code(0));
  REQUIRE(watchdog.events("unlogged").size() == 1);
  CHECK(watchdog.events("unlogged").front().at("name") == victim.name());
  const std::string reason = watchdog.events("unlogged").front().at("reason");
  CHECK(contains(reason, "cannot open the log"));
}

TEST_CASE("output goes to a log over all lives and the last lines of a failure are told") {
  const Victim victim;
  const std::string log = victim.file("logs/log");
  Watchdog watchdog(
      watched(victim, {"--log", log, "--give-up-after", "2"}, {"print=from here", "exit=3"}));
  CHECK(watchdog.wait() == process::Exit::code(123));
  CHECK(victim.lines("logs/log") == std::vector<std::string>(3, "from here"));
  CHECK(watchdog.events("last_lines").size() == 3);
  CHECK(watchdog.out().empty());
}

TEST_CASE("before it is ended it is written down what a hung program was doing") {
  const Victim victim;
  const TempDir folder;
  const std::string reports = folder.file("reports");
  const Watchdog watchdog(
      watched(victim, {"--notify", "--ready-within", "200ms", "--report-dir", reports}, {"idle"}));
  CHECK(first_hang(watchdog) == "not ready after 200 ms");
  const std::string file = watchdog.events("report").front().at("file");
  const std::string text = read_file(file);
  INFO(text);
  CHECK(contains(text, "reason: not ready after 200 ms"));
  CHECK(contains(text, "process " + std::to_string(victim.noted_pid("up"))));
}

TEST_CASE("how a program failed is written down, the latest twenty times") {
  const Victim victim;
  const TempDir folder;
  Watchdog watchdog(watched(victim,
                            {"--silence", "1h", "--report-dir", folder.file("reports"), "--delay",
                             "0", "--give-up-after", "21"},
                            {"print=it broke", "exit=3"}));
  CHECK(watchdog.wait() == process::Exit::code(123));
  const auto reports = watchdog.events("report");
  REQUIRE(reports.size() == 22);
  const auto file_of = [](const auto& report) {
    return report.at("file").template get<std::string>();
  };
  const std::string text = read_file(file_of(reports.back()));
  CHECK(contains(text, "reason: exit code 3 after "));
  CHECK(contains(text, "  | it broke\n"));
  const auto files = std::filesystem::directory_iterator(folder.path() / "reports");
  CHECK(std::distance(begin(files), end(files)) == 20);
}

TEST_CASE("what has run for long enough or uses too much memory is started anew") {
  const Victim victim;
  SECTION("age") {
    const Watchdog watchdog(watched(victim, {"--max-age", "300ms"}, {"idle"}));
    REQUIRE(watchdog.wait_for_events("started", 3));
    CHECK(watchdog.events("replacing").front().at("reason") == "it has run for 300 ms");
    CHECK(watchdog.events("restarting").empty());  // It counts as no failure.
  }
  SECTION("memory") {
    const Watchdog watchdog(
        watched(victim, {"--restart-above", "64MiB"}, {"allocate=100", "idle"}));
    REQUIRE(watchdog.wait_for_events("started", 2));
    CHECK(contains(watchdog.events("replacing").front().at("reason").get<std::string>(),
                   "more than 64.0 MiB"));
  }
}

TEST_CASE("the next watchdog hears the program that the one before it told where to speak") {
  const Victim victim;
  const TempDir places;
  const std::vector<std::string> environment{"WD_STATE_DIR=" + places.file("state"),
                                             "WD_RUNTIME_DIR=" + places.file("run")};
  const std::string end = victim.file("end");
  const std::vector<std::string> words =
      watched(victim, {"--heartbeat", "1s"}, {"say=READY=1", "beat=" + end, "idle"});
  {
    Watchdog first(words, environment);
    REQUIRE(first.wait_for_events("ready", 1));
    kill_process(first.pid());
    (void)first.wait();
  }
  const Watchdog next(words, environment);
  REQUIRE(next.wait_for_events("adopted", 1));
  const std::size_t beats = victim.lines("end.beats").size();
  REQUIRE(victim.wait_for_lines("end.beats", beats + 100));  // Longer than the limit.
  CHECK(next.events("hung").empty());
  CHECK(victim.lines("up").size() == 1);
  std::ofstream(utf8_path(end)) << "quiet";
  CHECK(first_hang(next).starts_with("no sign of life"));
}

TEST_CASE("a command is run when a program gives up, and we wait for it") {
  const Victim victim;
  const std::string alert = fmt::format("{} note={} env=WD_NAME env=WD_EVENT env=WD_RESTARTS",
                                        victim.program(), victim.file("alerts"));
  Watchdog watchdog(watched(victim, {"--give-up-after", "2", "--alert", alert}, {"exit=3"}));
  CHECK(watchdog.wait() == process::Exit::code(123));
  CHECK(victim.lines("alerts").size() == 1);
  CHECK(contains(watchdog.out(), victim.name()));
  CHECK(contains(watchdog.out(), "gave_up"));
}

TEST_CASE("an alert that can't be started is told with the name of its program") {
  const Victim victim;
  Watchdog watchdog(
      watched(victim, {"--give-up-after", "1", "--alert", "wd-no-such-alert"}, {"exit=3"}));
  CHECK(watchdog.wait() == Exit::code(123));
  REQUIRE(watchdog.events("error").size() == 1);
  const std::string reason = watchdog.events("error").front().at("reason");
  CHECK(contains(reason, "the alert of '" + victim.name() + "' failed: cannot start"));
}

TEST_CASE("an alert that fails is told") {
  const Victim victim;
  Watchdog watchdog(watched(
      victim, {"--give-up-after", "1", "--alert", victim.program() + " exit=9"}, {"exit=3"}));
  CHECK(watchdog.wait() == process::Exit::code(123));
  REQUIRE(watchdog.events("alert_failed").size() == 1);
  CHECK(watchdog.events("alert_failed").front().at("code") == 9);
}
