// SPDX-License-Identifier: MIT
#include <cerrno>
#include <filesystem>

#include "calls.linux.hpp"
#include "payload.hpp"
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

TEST_CASE("a checkpoint that is made again, lock and all, has one user") {
  TempDir dir;
  std::filesystem::create_directory(dir.path() / "gone");
  const std::string path = dir.file("gone/a");
  auto first = Store::open(path);
  REQUIRE(first);
  const bool was_there = GENERATE(true, false);
  if (was_there) REQUIRE(first->store.commit(watchdog::test::payload(1, 300)));
  std::filesystem::remove_all(dir.path() / "gone");
  CHECK_FALSE(first->store.commit(watchdog::test::payload(2, 300)));
  std::filesystem::create_directory(dir.path() / "gone");

  SECTION("the one who had it, when nobody came meanwhile") {
    REQUIRE(first->store.commit(watchdog::test::payload(2, 300)));
    const auto second = Store::open(path);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::in_use);
    CHECK(first->store.commit(watchdog::test::payload(3, 300)));
  }
  SECTION("the one who came meanwhile") {
    auto second = Store::open(path);
    REQUIRE(second);
    const auto refused = first->store.commit(watchdog::test::payload(2, 300));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::in_use);
    CHECK(second->store.commit(watchdog::test::payload(1, 300)));
  }
}

TEST_CASE("an opening that fails for a folder in the checkpoint's place leaves no lock file") {
  TempDir dir;
  std::filesystem::create_directory(dir.path() / "a");
  CHECK_FALSE(Store::open(dir.file("a")));
  CHECK_FALSE(std::filesystem::exists(dir.path() / "a.lock"));
}

TEST_CASE("a filter of system calls that is older than statx refuses nothing that is needed") {
  TempDir dir;
  int refused = 0;
  const Watch watch(
      [&](Call call, int) { return call == Call::identify && ++refused ? EPERM : 0; });
  auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  CHECK(opened->store.commit(watchdog::test::payload(1, 300)));
  CHECK(opened->store.commit(watchdog::test::payload(2, 300)));
  CHECK(refused > 0);
  std::filesystem::copy_file(dir.path() / "a", dir.path() / "another");
  std::filesystem::rename(dir.path() / "another", dir.path() / "a");
  const auto gone = opened->store.commit(watchdog::test::payload(3, 300));
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == Errc::replaced);
}

TEST_CASE("a store whose removal fails goes on") {
  TempDir dir;
  REQUIRE(Store::open(dir.file("a"))->store.commit(watchdog::test::payload(1, 300)));
  auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  {
    const Watch watch([](Call call, int) { return call == Call::remove ? EACCES : 0; });
    CHECK(opened->store.remove().error().code == std::errc::permission_denied);
  }
  REQUIRE(opened->store.commit(watchdog::test::payload(2, 300)));
  CHECK(opened->store.sequence() == 2);
}
