// SPDX-License-Identifier: MIT
#include <filesystem>

#include "calls.linux.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::Call;
using watchdog::test::TempDir;
using watchdog::test::Watch;

TEST_CASE(
    "a lock on a lock file that somebody removed just before keeps out the next all the same") {
  TempDir dir;
  int locked = 0;
  const Watch watch([&](Call call, int) {
    if (call == Call::lock && ++locked == 1) std::filesystem::remove(dir.path() / "a.lock");
    return 0;
  });
  const auto first = Store::open(dir.file("a"));
  REQUIRE(first);
  CHECK(locked == 2);
  const auto second = Store::open(dir.file("a"));
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Errc::in_use);
}
