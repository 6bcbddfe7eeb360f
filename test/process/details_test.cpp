// SPDX-License-Identifier: MIT
#include "watchdog/process/details.hpp"

#include "support/catch.hpp"
#include "support/victim.hpp"
#include "watchdog/process/list.hpp"

using namespace watchdog;
using namespace watchdog::test;

namespace {

process::Identity self() {
  const auto id = process::identify(process::own_pid());
  REQUIRE(id);
  return *id;
}

}  // namespace

TEST_CASE("the words that a process was started with are told in full") {
  const Victim victim;
  const std::string longer(3'000, 'x');
  const auto child = process::spawn(
      victim.printing({"print=a b", "print=" + longer, "note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));  // Before it began there may be none yet.
  const auto id = process::identify(child->pid());
  REQUIRE(id);
  const std::vector<std::string> words = process::words_of(*id);
  REQUIRE(words.size() == 5);
  CHECK(words[1] == "print=a b");
  CHECK(words[2] == "print=" + longer);
  CHECK(words[4] == "idle");
  child->force();
  CHECK(child->wait(soon()));
}

TEST_CASE("a process has the user of the one that started it") {
  const std::string ours = process::user_of(self());
  CHECK_FALSE(ours.empty());
  const Victim victim;
  const auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  const auto id = process::identify(child->pid());
  REQUIRE(id);
  CHECK(process::user_of(*id) == ours);
  child->force();
  CHECK(child->wait(soon()));
}

TEST_CASE("a user is found by what is told of the processes and an unknown one is refused") {
  const std::string ours = process::user_of(self());
  const auto found = process::find_user(ours);
  REQUIRE(found);
  CHECK(*found == ours);
  const auto nobody = process::find_user("wd no such user");
  REQUIRE_FALSE(nobody);
  CHECK(nobody.error().message().find("'wd no such user'") != std::string::npos);
}

TEST_CASE("nothing is told of another process with the same number") {
  process::Identity other = self();
  other.start += 1;
  CHECK(process::words_of(other).empty());
  CHECK(process::user_of(other).empty());
}
