// SPDX-License-Identifier: MIT
#include "watchdog/process/spawn.hpp"

#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/victim.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

TEST_CASE("all 256 exit codes arrive") {
  const Victim victim;
  for (std::uint32_t code = 0; code < 256; ++code) {
    REQUIRE(run_to_end(victim.command({fmt::format("exit={}", code)})) == Exit::code(code));
  }
}

TEST_CASE("a child is known from its birth as the process that the system says it is") {
  const Victim victim;
  for (int birth = 0; birth < 50; ++birth) {  // Some of them while one tick of the clock ends.
    const Result<Child> child = spawn(victim.command({"idle"}));
    REQUIRE(child);
    const Result<Identity> told = identify(child->pid());
    REQUIRE(told);
    CHECK(child->id() == *told);
    child->force();
    REQUIRE(child->wait(soon()));
  }
}

TEST_CASE("of many that are started together each is told by itself, in their order") {
  const Victim victim;
  std::vector<Command> commands;
  for (int i = 0; i < 24; ++i) commands.push_back(victim.command({fmt::format("exit={}", i)}));
  commands[5].program = victim.file("not there");
  commands[17].program = victim.file("nor this");
  std::vector<const Command*> wanted;
  for (const Command& command : commands) wanted.push_back(&command);

  const std::vector<Result<Child>> children = spawn_all(wanted);
  REQUIRE(children.size() == commands.size());
  for (std::uint32_t i = 0; i < children.size(); ++i) {
    CAPTURE(i);
    if (i == 5 || i == 17) {
      REQUIRE_FALSE(children[i]);
      CHECK(children[i].error().code == std::errc::no_such_file_or_directory);
      continue;
    }
    REQUIRE(children[i]);
    const Result<Exit> exit = children[i]->wait(soon());
    REQUIRE(exit);
    CHECK(*exit == Exit::code(i));
  }
  CHECK(spawn_all({}).empty());
}

TEST_CASE("arguments arrive verbatim") {
  const Victim victim;
  const std::vector<std::string> nasty{"",           "plain",         "with space", "tab\there",
                                       "\"quoted\"", "back\\slash",   "end\\",      "a\\\"b",
                                       "\\\\share",  "%PATH%",        "$HOME `id`", "*?[x]",
                                       "Prüfung €",  "a^b&c|d<e>f",   "'one'",      "--",
                                       "-x=y",       "end space \\ ", "\\\\\\\"",   "!bang!"};
  Command command = victim.printing({"args"});
  command.arguments.insert(command.arguments.end(), nasty.begin(), nasty.end());
  REQUIRE(run_to_end(command).success());
  CHECK(victim.output() == nasty);
}

TEST_CASE("names with spaces and umlauts run") {
  const Victim victim(unique_name("wd prüfling "));
  CHECK(run_to_end(victim.command({"exit=7"})) == Exit::code(7));
}

TEST_CASE("the environment is ours with what is added") {
  const Victim victim;
  Command command = victim.printing({"env=WD_TEST_ADDED", "env=WD_TEST_TWICE", "env=PATH"});
  command.extra_environment = {"WD_TEST_ADDED=mit Ümlaut", "WD_TEST_TWICE=1", "WD_TEST_TWICE=2"};
  REQUIRE(run_to_end(command).success());
  const std::vector<std::string> out = victim.output();
  REQUIRE(out.size() == 3);
  CHECK(out[0] == "mit Ümlaut");
  CHECK(out[1] == "2");
  CHECK(out[2] != "(none)");
}

TEST_CASE("the program starts in the folder that is asked for") {
  const Victim victim;
  const TempDir folder;
  Command command = victim.printing({"directory"});
  command.directory = folder.file("");
  REQUIRE(run_to_end(command).success());
  REQUIRE(victim.output().size() == 1);
  CHECK(std::filesystem::equivalent(utf8_path(victim.output()[0]), folder.path()));
}

TEST_CASE("nothing but the three streams is inherited") {
  const Victim victim;
  const std::ofstream open_file(utf8_path(victim.file("leak")));
  REQUIRE(run_to_end(victim.printing({"handles"})).success());
  CHECK(victim.output() == std::vector<std::string>{"none"});
}

TEST_CASE("output is appended to its file") {
  const Victim victim;
  REQUIRE(run_to_end(victim.printing({"print=one"})).success());
  REQUIRE(run_to_end(victim.printing({"print=two"})).success());
  CHECK(victim.output() == std::vector<std::string>{"one", "two"});
}

TEST_CASE("a program that is not there is an error that names it and what helps") {
  const std::string name = unique_name("wdabsent");
  Command command;
  command.program = name;
  const Result<Child> child = spawn(command);
  REQUIRE_FALSE(child);
  CHECK(child.error().code == std::errc::no_such_file_or_directory);
  CHECK(child.error().message().find("cannot start '" + name) == 0);
  CHECK(child.error().message().find("give a path") != std::string::npos);
}

TEST_CASE("a folder is no program") {
  const TempDir folder;
  Command command;
  command.program = folder.file("");
  command.program.pop_back();
  const Result<Child> child = spawn(command);
  REQUIRE_FALSE(child);
  CHECK((child.error().code == std::errc::is_a_directory ||
         child.error().code == std::errc::permission_denied));
}

TEST_CASE("a folder to start in that is not there is an error that names it") {
  const Victim victim;
  Command command = victim.command({"exit=0"});
  command.directory = victim.file("nowhere");
  const Result<Child> child = spawn(command);
  REQUIRE_FALSE(child);
  CHECK(child.error().message().find("nowhere") != std::string::npos);
}

TEST_CASE("force ends a program that ignores requests with its child") {
  const Victim victim;
  const Result<Child> child = spawn(victim.command(
      {"child=" + victim.file("child"), "ignore", "note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(victim.wait_for_lines("child", 1));
  const Result<Identity> grandchild = identify(victim.noted_pid("child"));
  REQUIRE(grandchild);
  child->force();
  REQUIRE(child->wait(soon()));
  CHECK(wait_until([&] {
    const Result<Identity> now = identify(grandchild->pid);
    return !now || *now != *grandchild;
  }));
}

TEST_CASE("a program that is asked may answer and choose its code") {
  const Victim victim;
  const Result<Child> child = spawn(victim.command(
      {"answer=" + victim.file("answer") + ":5", "note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  CHECK(child->ask());
  const Result<Exit> exit = child->wait(soon());
  REQUIRE(exit);
  CHECK(*exit == Exit::code(5));
  CHECK(victim.lines("answer") == std::vector<std::string>{"asked"});
}

TEST_CASE("waiting ends at its deadline") {
  const Victim victim;
  const Result<Child> child = spawn(victim.command({"idle"}));
  REQUIRE(child);
  const Result<Exit> early = child->wait(Clock::now() + milliseconds(20));
  REQUIRE_FALSE(early);
  CHECK(early.error().code == std::errc::timed_out);
  child->force();
  CHECK(child->wait(soon()));
}
