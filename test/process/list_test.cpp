// SPDX-License-Identifier: MIT
#include "watchdog/process/list.hpp"

#include <algorithm>
#include <set>

#include "support/catch.hpp"
#include "watchdog/process/target.hpp"

using namespace watchdog;
using namespace watchdog::process;

namespace {

Entry row(Pid pid, Pid parent, std::uint64_t start) {
  Entry entry;
  entry.id = {pid, start};
  entry.parent = parent;
  return entry;
}

std::vector<Pid> pids(const std::vector<Identity>& identities) {
  std::vector<Pid> result;
  for (const Identity& identity : identities) result.push_back(identity.pid);
  return result;
}

using Pids = std::vector<Pid>;

}  // namespace

TEST_CASE("the best short name is the image's, otherwise the title") {
  Entry entry;
  entry.title = "cut";
  CHECK(entry.name() == "cut");
  entry.image = "/usr/bin/whole-name";
  CHECK(entry.name() == "whole-name");
}

TEST_CASE("a row's label is what a person knows the process by") {
  const auto label = [](std::string image, std::string title) {
    Entry entry;
    entry.image = std::move(image);
    entry.title = std::move(title);
    return std::string(entry.label());
  };
  CHECK(label("/usr/bin/dash", "deploy") == "deploy");
  CHECK(label("/opt/a-name-of-twenty-two", "a-name-of-twent") == "a-name-of-twenty-two");
  CHECK(label("/usr/bin/app", "") == "app");
  CHECK(label("", "app") == "app");
}

TEST_CASE("ancestors stand nearest first") {
  const std::vector<Entry> table = {row(1, 0, 1), row(5, 1, 2), row(7, 5, 3), row(8, 5, 4)};
  CHECK(ancestors(table, 7) == Pids{5, 1});
  CHECK(ancestors(table, 1).empty());
  CHECK(ancestors(table, 99).empty());
}

TEST_CASE("an ancestor that is not in the table is named and ends the chain") {
  CHECK(ancestors({row(7, 5, 3)}, 7) == Pids{5});
}

TEST_CASE("a circle of parents ends") {
  CHECK(ancestors({row(5, 7, 2), row(7, 5, 3)}, 7) == Pids{5});
  CHECK(pids(descendants({row(5, 7, 2), row(7, 5, 2)}, 5)) == Pids{5, 7});
  CHECK(ancestors({row(5, 5, 2)}, 5).empty());
  CHECK(pids(descendants({row(5, 5, 2)}, 5)) == Pids{5});
}

TEST_CASE("descendants stand after their parents, whatever the order of the table") {
  const std::vector<Entry> table = {row(9, 8, 6), row(8, 5, 5), row(5, 1, 2), row(7, 5, 3),
                                    row(6, 1, 3)};
  const Pids found = pids(descendants(table, 5));
  CHECK(std::set<Pid>(found.begin(), found.end()) == std::set<Pid>{5, 7, 8, 9});
  CHECK(found.front() == 5);
  CHECK(std::find(found.begin(), found.end(), 8) < std::find(found.begin(), found.end(), 9));
  CHECK(descendants(table, 99).empty());
}

TEST_CASE("a process older than its supposed parent is not its child") {
  CHECK(pids(descendants({row(5, 1, 10), row(7, 5, 3)}, 5)) == Pids{5});
}

TEST_CASE("the table holds this process as it is") {
  const auto table = list();
  REQUIRE(table);
  const auto self = std::find_if(table->begin(), table->end(),
                                 [](const Entry& entry) { return entry.id.pid == own_pid(); });
  REQUIRE(self != table->end());
  const auto identity = identify(own_pid());
  REQUIRE(identity);
  CHECK(self->id == *identity);
  CHECK(self->kind == Entry::Kind::user);
  CHECK(self->name().substr(0, 12) == "test_process");
  // What is started from outside Wine has no parent inside.
  if (system_naming().suffix.empty()) CHECK(self->parent != 0);
  const auto inspected = inspect(own_pid());
  REQUIRE(inspected);
  CHECK(inspected->image == self->image);
  CHECK(inspected->title == self->title);
}

TEST_CASE("a process that is not there is an error that says so") {
  constexpr Pid nobody = 0x7FFF'FFF0;
  const auto entry = inspect(nobody);
  REQUIRE_FALSE(entry);
  CHECK(entry.error().code == std::errc::no_such_process);
  const auto identity = identify(nobody);
  REQUIRE_FALSE(identity);
  CHECK(identity.error().code == std::errc::no_such_process);
}

TEST_CASE("a lineage begins with the process and goes up") {
  const auto line = lineage(own_pid());
  REQUIRE_FALSE(line.empty());
  CHECK(line[0].id.pid == own_pid());
  if (line[0].parent != 0) {  // What is started from outside Wine has no parent inside.
    REQUIRE(line.size() > 1);
    CHECK(line[1].id.pid == line[0].parent);
  }
  CHECK(lineage(0x7FFF'FFF0).empty());
}

TEST_CASE("the table without those that no target names is what is found") {
  const auto self = inspect(own_pid());
  REQUIRE(self);
  const auto target = Target::parse(self->name());
  REQUIRE(target);
  const auto found = find({*target});
  REQUIRE(found);
  CHECK(std::all_of(found->begin(), found->end(),
                    [&](const Entry& entry) { return target->matches(entry); }));
  const auto mine = std::find_if(found->begin(), found->end(),
                                 [](const Entry& entry) { return entry.id.pid == own_pid(); });
  REQUIRE(mine != found->end());
  CHECK(mine->id == self->id);
  CHECK(mine->parent == self->parent);
  CHECK(find({})->empty());
}
