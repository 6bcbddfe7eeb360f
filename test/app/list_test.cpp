// SPDX-License-Identifier: MIT
#include <algorithm>

#include "app/program.hpp"
#include "watchdog/process/target.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

std::vector<nlohmann::json> objects(const std::string& text) {
  std::vector<nlohmann::json> found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) found.push_back(nlohmann::json::parse(line));
  return found;
}

}  // namespace

TEST_CASE("list shows everything with itself in it") {
  Watchdog watchdog({"list", "--json"});
  const process::Pid self = watchdog.pid();
  CHECK(watchdog.wait() == Exit::code(0));
  const auto rows = objects(watchdog.out());
  const auto own = std::find_if(rows.begin(), rows.end(),
                                [&](const auto& row) { return row.at("pid") == self; });
  REQUIRE(own != rows.end());
  CHECK(own->at("parent") == process::own_pid());
  CHECK(own->at("kind") == "user");
  CHECK(rows.size() > 2);
  CHECK(watchdog.err().empty());
}

TEST_CASE("list --explain tells which target means a process and by what value") {
  const Victim victim;
  auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  Watchdog plain({"list", victim.name()});
  CHECK(plain.wait() == Exit::code(0));
  CHECK_FALSE(contains(plain.out(), "is the target"));
  Watchdog list({"list", "--explain", "nothing-else", victim.name()});
  CHECK(list.wait() == Exit::code(0));
  CHECK(contains(list.out(),
                 "its file's name '" + victim.name() + "' is the target '" + victim.name() + "'"));
  child->force();
  CHECK(child->wait(soon()));
}

TEST_CASE("list of a name shows those alone") {
  const Victim victim;
  auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  Watchdog table({"list", victim.name()});
  CHECK(table.wait() == Exit::code(0));
  const std::string out = table.out();
  CHECK(out.find("PID") != std::string::npos);
  CHECK(out.find(victim.name()) != std::string::npos);
  CHECK(std::count(out.begin(), out.end(), '\n') == 2);
  Watchdog json({"list", "--json", victim.program()});
  CHECK(json.wait() == Exit::code(0));
  const auto rows = objects(json.out());
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].at("pid") == child->pid());
  CHECK(rows[0].at("name") == victim.name());
  child->force();
  CHECK(child->wait(soon()));
}

TEST_CASE("list disarms the names of strangers") {
  // Either begins an escape sequence; on Windows no file can have the first in its name.
  const bool windows = !process::system_naming().suffix.empty();
  const std::string escape = windows ? "\xC2\x9B" : "\x1b[";
  const Victim victim(unique_name("wd" + escape + "2Jv"));
  auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  Watchdog watchdog({"list", victim.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.out().find(escape) == std::string::npos);
  CHECK(watchdog.out().find(windows ? "wd?2Jv" : "wd?[2Jv") != std::string::npos);
  child->force();
  CHECK(child->wait(soon()));
}

TEST_CASE("list of what does not run exits with 1 and offers the name that was meant") {
  const Victim victim;
  auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  Watchdog watchdog({"list", victim.name() + "x"});
  CHECK(watchdog.wait() == Exit::code(1));
  CHECK(watchdog.out().empty());
  CHECK(watchdog.says("did you mean '" + victim.name() + "'?"));
  child->force();
  CHECK(child->wait(soon()));
}
