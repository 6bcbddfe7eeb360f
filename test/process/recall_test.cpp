// SPDX-License-Identifier: MIT
#include "watchdog/process/recall.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "support/victim.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

TEST_CASE("a running process can be reopened as it was") {
  const Victim victim;
  Command command =
      victim.printing({"directory", "env=WD_TEST_RECALL", "note=" + victim.file("up"), "idle"});
  command.directory = victim.file("");
  command.extra_environment = {"WD_TEST_RECALL=mit Ümlaut"};
  Result<Child> child = spawn(command);
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  const Result<Identity> id = identify(child->pid());
  REQUIRE(id);

  Result<Recall> recalled = recall(*id);
  child->force();
  REQUIRE(child->wait(soon()));
  REQUIRE(recalled);
  CHECK(recalled->missing.empty());
  CHECK(recalled->command.arguments == command.arguments);

  recalled->command.arguments.back() = "exit=4";
  recalled->command.output = Stream::to_file(victim.file("out"));
  CHECK(run_to_end(recalled->command) == Exit::code(4));
  const std::vector<std::string> out = victim.output();
  REQUIRE(out.size() == 4);
  CHECK(out[2] == out[0]);
  CHECK(out[3] == "mit Ümlaut");
}

TEST_CASE("a program that was replaced while it runs is reopened as the file that is there now") {
  const Victim victim;
  Result<Child> child = spawn(victim.command({"note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  const Result<Identity> id = identify(child->pid());
  REQUIRE(id);
  const std::filesystem::path file = utf8_path(victim.program());
  std::error_code kept;  // Windows lets nobody remove what runs.
  if (std::filesystem::remove(file, kept))
    std::filesystem::copy_file(utf8_path(victim_program), file);

  const Result<Recall> recalled = recall(*id);
  child->force();
  REQUIRE(child->wait(soon()));
  REQUIRE(recalled);
  Command command = recalled->command;
  command.arguments = {"exit=5"};
  CHECK(run_to_end(command) == Exit::code(5));
}
