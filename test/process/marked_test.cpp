// SPDX-License-Identifier: MIT
#include "watchdog/process/marked.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/running.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

namespace {

std::vector<Identity> found(const std::string& setting) {
  const Result<std::vector<Entry>> table = find_marked(setting);
  REQUIRE(table);
  std::vector<Identity> ids;
  for (const Entry& entry : *table) ids.push_back(entry.id);
  return ids;
}

}  // namespace

TEST_CASE("what was started with a setting is found by it, and nothing else") {
  const std::string mark = "WD_TEST_MARK=" + unique_name("m");
  const Running marked({}, {mark});
  const Running other({}, {mark + "x"});
  REQUIRE(marked.is_up());
  REQUIRE(other.is_up());
  CHECK(found(mark) == std::vector<Identity>{marked.id()});
  CHECK(is_marked(marked.id().pid, mark));
  CHECK_FALSE(is_marked(other.id().pid, mark));
  CHECK_FALSE(is_marked(marked.id().pid, mark + "x"));
  CHECK_FALSE(is_marked(marked.id().pid, mark.substr(0, mark.size() - 1)));
  CHECK_FALSE(is_marked(marked.id().pid, mark.substr(1)));
}

TEST_CASE("of several settings each process is told with the one that it bears") {
  const std::string mark = "WD_TEST_MARK=" + unique_name("m");
  const Running first({}, {mark + "1"});
  const Running second({}, {mark + "2"});
  const Running other({}, {mark + "3"});
  REQUIRE(first.is_up());
  REQUIRE(second.is_up());
  REQUIRE(other.is_up());
  const Result<std::vector<Marked>> table =
      find_marked(std::vector{mark, mark + "2", mark + "1", mark + "12"});
  REQUIRE(table);
  REQUIRE(table->size() == 2);
  for (const Marked& one : *table) {
    CHECK((one.setting == 1 || one.setting == 2));
    CHECK(one.entry.id == (one.setting == 1 ? second.id() : first.id()));
  }
  CHECK(find_marked(std::vector<std::string>{})->empty());
  CHECK_FALSE(find_marked(std::vector<std::string>{mark, "NAME"}));
}

TEST_CASE("a marked row is whole") {
  const std::string mark = "WD_TEST_MARK=" + unique_name("m");
  const Running marked({}, {mark});
  REQUIRE(marked.is_up());
  const Result<std::vector<Entry>> table = find_marked(mark);
  REQUIRE(table);
  REQUIRE(table->size() == 1);
  CHECK(table->front().name() == marked.victim().name());
  CHECK(table->front().kind == Entry::Kind::user);
}

TEST_CASE("what a marked program started is marked, and the dead are not") {
  const std::string mark = "WD_TEST_MARK=" + unique_name("m");
  const TempDir folder;
  Running marked({"child=" + folder.file("child")}, {mark});
  REQUIRE(marked.is_up());
  CHECK(wait_until([&] { return found(mark).size() == 2; }));
  marked.end();
  CHECK(wait_until([&] { return found(mark).empty(); }));
  CHECK_FALSE(is_marked(marked.id().pid, mark));
}

TEST_CASE("a mark is found at any place of a long environment") {
  const std::string mark = "WD_TEST_MARK=" + unique_name("m");
  // Windows takes 32767 characters in all.
  for (const std::size_t filler : {1'000U, 10'000U, 16'300U, 20'000U}) {
    INFO(filler);
    const Running marked({}, {"WD_TEST_BEFORE=" + std::string(filler, 'x'), mark,
                              "WD_TEST_AFTER=" + std::string(2'000, 'y')});
    REQUIRE(marked.is_up());
    CHECK(is_marked(marked.id().pid, mark));
    CHECK_FALSE(is_marked(marked.id().pid, mark + "z"));
  }
}

TEST_CASE("what is no setting marks nothing") {
  for (const char* text : {"", "=", "=value", "NAME"}) {
    INFO(text);
    const Result<std::vector<Entry>> table = find_marked(text);
    REQUIRE_FALSE(table);
    CHECK(table.error().code == std::errc::invalid_argument);
    CHECK_FALSE(is_marked(own_pid(), text));
  }
  CHECK_FALSE(is_marked(0x7FFF'FFF0, "A=b"));
}
