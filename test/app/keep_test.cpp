// SPDX-License-Identifier: MIT
#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

/// `watchdog keep OPTIONS -- victim STEPS`
std::vector<std::string> keep(const Victim& victim, std::vector<std::string> options,
                              const std::vector<std::string>& steps) {
  std::vector<std::string> words{"keep"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", victim.program()});
  words.insert(words.end(), steps.begin(), steps.end());
  return words;
}

}  // namespace

TEST_CASE("keep passes the program's code on when it is not restarted") {
  const Victim victim;
  for (const std::uint32_t code : {0U, 1U, 2U, 42U, 255U}) {
    Watchdog watchdog(keep(victim, {"--restart", "never"}, {"exit=" + std::to_string(code)}));
    CHECK(watchdog.wait() == Exit::code(code));
  }
}

TEST_CASE("a killed program is back at once again and again") {
  const Victim victim;
  Watchdog watchdog(
      keep(victim, {"--json", "--max-delay", "1ms"}, {"note=" + victim.file("up"), "idle"}));
  for (std::size_t run = 0; run < 20; ++run) {
    REQUIRE(victim.wait_for_lines("up", run + 1));
    kill_process(victim.noted_pid("up", run));
  }
  REQUIRE(victim.wait_for_lines("up", 21));
  REQUIRE(watchdog.wait_for_events("started", 21));
  CHECK(watchdog.events("exited").size() == 20);
}

TEST_CASE("on-failure restarts a failed run and ends with the clean one") {
  const Victim victim;
  // The first run creates the file and fails; the second finds it and exits with 0.
  Watchdog watchdog(keep(victim, {"--restart", "on-failure"},
                         {"note=" + victim.file("up"), "first=" + victim.file("seen"), "exit=1"}));
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(victim.lines("up").size() == 2);
}

TEST_CASE("keep gives up after the limit with 123") {
  const Victim victim;
  Watchdog watchdog(keep(victim, {"--give-up-after", "2", "--delay", "1ms", "--json"},
                         {"note=" + victim.file("up"), "exit=9"}));
  CHECK(watchdog.wait() == Exit::code(123));
  CHECK(victim.lines("up").size() == 3);
  REQUIRE(watchdog.events("gave_up").size() == 1);
  CHECK(watchdog.events("exited").back().at("code") == 9);
}

TEST_CASE("stopping keep stops the program and its children and then itself") {
  const Victim victim;
  Watchdog watchdog(
      keep(victim, {}, {"child=" + victim.file("child"), "note=" + victim.file("up"), "idle"}));
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(victim.wait_for_lines("child", 1));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  CHECK_FALSE(victim.lives("up"));
  CHECK_FALSE(victim.lives("child"));
}

TEST_CASE("what a killed program started dies with it before the next life begins") {
  const Victim victim;
  Watchdog watchdog(
      keep(victim, {}, {"child=" + victim.file("child"), "note=" + victim.file("up"), "idle"}));
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(victim.wait_for_lines("child", 1));
  kill_process(victim.noted_pid("up"));
  REQUIRE(victim.wait_for_lines("up", 2));
  CHECK(wait_until([&] { return !victim.lives("child"); }));
}

TEST_CASE("a program that answers the stop is not forced") {
  const Victim victim;
  Watchdog watchdog(
      keep(victim, {"--json"},
           {"answer=" + victim.file("answer") + ":0", "note=" + victim.file("up"), "idle"}));
  REQUIRE(victim.wait_for_lines("up", 1));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  CHECK(victim.lines("answer").size() == 1);
  CHECK(watchdog.events("forced").empty());
  CHECK(watchdog.events("stopped").size() == 1);
}

TEST_CASE("a program that ignores the stop is forced after its grace") {
  const Victim victim;
  Watchdog watchdog(keep(victim, {"--json", "--grace", "100ms"},
                         {"ignore", "note=" + victim.file("up"), "idle"}));
  REQUIRE(victim.wait_for_lines("up", 1));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  CHECK(watchdog.events("forced").size() == 1);
  CHECK_FALSE(victim.lives("up"));
}

TEST_CASE("a running program is adopted by its name and not doubled") {
  const Victim victim;
  process::Command command =
      victim.command({"note=" + victim.file("up"), "env=WD_TEST_KEPT", "idle"});
  command.extra_environment = {"WD_TEST_KEPT=as it was"};
  const Result<process::Child> stranger = process::spawn(command);
  REQUIRE(stranger);
  REQUIRE(victim.wait_for_lines("up", 1));

  Watchdog watchdog({"keep", "--json", victim.name()});
  REQUIRE(watchdog.wait_for_events("adopted", 1));
  CHECK(watchdog.events("adopted")[0].at("pid") == stranger->pid());
  CHECK(victim.lines("up").size() == 1);

  stranger->force();
  REQUIRE(stranger->wait(soon()));
  REQUIRE(victim.wait_for_lines("up", 2));
  CHECK(wait_until([&] { return watchdog.out().find("as it was") != std::string::npos; }));
}

TEST_CASE("several programs of one name are an error that shows the choice") {
  const Victim victim;
  const process::Command command = victim.command({"note=" + victim.file("up"), "idle"});
  const Result<process::Child> first = process::spawn(command);
  const Result<process::Child> second = process::spawn(command);
  REQUIRE(first);
  REQUIRE(second);
  REQUIRE(victim.wait_for_lines("up", 2));

  Watchdog watchdog({"keep", victim.name()});
  CHECK(watchdog.wait() == Exit::code(2));
  CHECK(watchdog.says("2 run by that name"));
  CHECK(watchdog.says("--adopt newest, oldest, all or never"));
  for (const Result<process::Child>* child : {&first, &second}) {
    (*child)->force();
    CHECK((*child)->wait(soon()));
  }
}

TEST_CASE("all programs of one name are adopted and each comes back") {
  const Victim victim;
  const process::Command command = victim.command({"note=" + victim.file("up"), "idle"});
  const Result<process::Child> first = process::spawn(command);
  const Result<process::Child> second = process::spawn(command);
  REQUIRE(first);
  REQUIRE(second);
  REQUIRE(victim.wait_for_lines("up", 2));

  Watchdog watchdog({"keep", "--json", "--adopt", "all", victim.name()});
  REQUIRE(watchdog.wait_for_events("adopted", 2));
  const std::string name = watchdog.events("adopted")[0].at("name");
  CHECK(watchdog.events("adopted")[1].at("name") == name + "-2");
  for (const Result<process::Child>* child : {&first, &second}) {
    (*child)->force();
    REQUIRE((*child)->wait(soon()));
  }
  CHECK(victim.wait_for_lines("up", 4));
  CHECK(watchdog.wait_for_events("started", 2));
}

TEST_CASE("where none of that name runs, all of them is one that is started") {
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--adopt", "all", "--restart", "never", victim.program()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.events("started").size() == 1);
}

TEST_CASE("whether the class of priority may be had or not, the program is kept") {
  const Victim victim;
  Watchdog watchdog(keep(victim, {"--priority", "realtime", "--restart", "never"}, {"exit=3"}));
  CHECK(watchdog.wait() == Exit::code(3));
}

TEST_CASE("several targets are kept by one keeper") {
  const Victim a;
  const Victim b;
  Watchdog watchdog({"keep", "--json", "--restart", "never", a.program(), b.program()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.events("started").size() == 2);
  CHECK(watchdog.events("exited").size() == 2);
}

TEST_CASE("stdout belongs to the program alone") {
  const Victim victim;
  Watchdog watchdog(keep(victim, {"--restart", "never"}, {"print=only this"}));
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK((watchdog.out() == "only this\n" || watchdog.out() == "only this\r\n"));
}

TEST_CASE("quiet says nothing of ordinary events") {
  const Victim victim;
  Watchdog watchdog(keep(victim, {"--quiet", "--restart", "never"}, {"exit=3"}));
  CHECK(watchdog.wait() == Exit::code(3));
  CHECK(watchdog.err().empty());
}

TEST_CASE("the folder and the environment that are asked for are given") {
  const Victim victim;
  Watchdog watchdog(keep(victim,
                         {"--restart", "never", "--directory", victim.file(""), "--env",
                          "WD_TEST_A=1", "--env", "WD_TEST_B=zwei Wörter"},
                         {"env=WD_TEST_A", "env=WD_TEST_B", "directory"}));
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.out().find("1\n") == 0);
  CHECK(watchdog.out().find("zwei Wörter") != std::string::npos);
}
