// SPDX-License-Identifier: MIT
#include "watchdog/process/own_children.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/running.hpp"
#include "watchdog/process/target.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

TEST_CASE("our children are those that we started and did not reap") {
  Result<OwnChildren> children = OwnChildren::open();
  REQUIRE(children);
  const auto has = [&](const Identity& id) {
    const std::vector<Pid> now = children->read();
    return std::count(now.begin(), now.end(), id.pid) == 1;
  };
  Running first({});
  const TempDir folder;
  const Running second({"child=" + folder.file("child")});
  const bool none_here = !system_naming().suffix.empty();  // Windows has no such bond.
  CHECK(has(first.id()) != none_here);
  CHECK(has(second.id()) != none_here);
  const auto count = children->read().size();
  REQUIRE(second.is_up());
  CHECK(children->read().size() == count);  // A grandchild is none of ours.
  first.end();
  CHECK_FALSE(has(first.id()));
}
