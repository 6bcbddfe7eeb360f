// SPDX-License-Identifier: MIT
//
// Commits that survive kills at once and power cuts soon.
#include <future>
#include <thread>

#include "edit.hpp"
#include "payload.hpp"
#include "support/wait_until.hpp"
#include "syncer.hpp"
#include "watchdog/checkpoint/inspect.hpp"
#include "watchdog/checkpoint/rollback.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::payload;
using watchdog::test::read_file;
using watchdog::test::TempDir;
using watchdog::test::wait_until;

namespace {

constexpr milliseconds never(3'600'000);

Options periodic(milliseconds interval, std::uint32_t generations) {
  Options options;
  options.durability = Durability::periodic;
  options.sync_interval = interval;
  options.generations = generations;
  return options;
}

void check_newest(const std::string& path, std::uint64_t number) {
  const auto opened = Store::open(path);
  REQUIRE(opened);
  const auto* loaded = std::get_if<Loaded>(&opened->found);
  REQUIRE(loaded);
  CHECK(loaded->snapshot.sequence == number);
  CHECK((loaded->snapshot.payload == payload(number, 300)));
}

void commit_next(Store& store) {
  // The number is not known before: what was committed is put under it.
  const std::uint64_t before = store.sequence();
  REQUIRE(store.commit(payload(before + 1, 300)));
}

}  // namespace

TEST_CASE("the state that is on the disk stays in its slot while others are committed") {
  TempDir dir;
  const std::uint32_t generations = GENERATE(3U, 4U, 16U);
  auto opened = Store::open(dir.file("a"), periodic(never, generations));
  REQUIRE(opened);
  commit_next(opened->store);
  CHECK(opened->store.synced() == 1);  // Making the file waits for the disk.
  const std::string on_disk = read_file(dir.file("a")).substr(4096, 4096);
  for (int i = 0; i < 100; ++i) {
    commit_next(opened->store);
    REQUIRE(read_file(dir.file("a")).substr(4096, 4096) == on_disk);
  }
  CHECK(opened->store.synced() == 1);
  const auto seen = inspect(dir.file("a"));
  CHECK(seen->verdict == Inspection::Verdict::whole);
  CHECK(seen->newest() == opened->store.sequence());
}

TEST_CASE("a thread brings the newest state to the disk") {
  TempDir dir;
  auto opened = Store::open(dir.file("a"), periodic(milliseconds(1), 3));
  REQUIRE(opened);
  for (int i = 0; i < 50; ++i) commit_next(opened->store);
  CHECK(wait_until([&] { return opened->store.synced() == opened->store.sequence(); }));
  for (int i = 0; i < 5'000; ++i) commit_next(opened->store);
  CHECK(opened->store.sync());
  CHECK(opened->store.synced() == opened->store.sequence());
}

TEST_CASE("after commits that passed over numbers the file is whole for every kind of opening") {
  TempDir dir;
  const std::string path = dir.file("a");
  {
    auto opened = Store::open(path, periodic(never, 4));
    for (int i = 0; i < 11; ++i) REQUIRE(opened->store.commit(payload(14, 300)));
    REQUIRE(opened->store.sequence() == 14);  // 5, 9 and 13 belong to the slot of 1.
  }
  check_newest(path, 14);
  {
    auto opened = Store::open(path);
    REQUIRE(opened->store.commit(payload(15, 300)));
    CHECK(inspect(path)->verdict == Inspection::Verdict::whole);
  }
  check_newest(path, 15);
  {
    auto opened = Store::open(path, periodic(never, 4));
    CHECK(opened->store.synced() == 0);  // Nobody has made sure yet.
    REQUIRE(opened->store.sync());
    CHECK(opened->store.synced() == 15);
    REQUIRE(opened->store.commit(payload(16, 300)));
  }
  check_newest(path, 16);
}

TEST_CASE("a periodic file grows, is removed and made anew") {
  TempDir dir;
  auto opened = Store::open(dir.file("a"), periodic(milliseconds(1), 3));
  REQUIRE(opened);
  for (const std::size_t size : {10U, 5'000U, 100U, 300'000U, 10U}) {
    REQUIRE(opened->store.commit(payload(1, size)));
    REQUIRE((opened->store.load(0)->value().payload == payload(1, size)));
  }
  REQUIRE(opened->store.remove());
  CHECK(opened->store.synced() == 0);
  commit_next(opened->store);
  CHECK(opened->store.synced() == 1);
}

TEST_CASE("rolling back works where numbers were passed over") {
  TempDir dir;
  const std::string path = dir.file("a");
  {
    auto opened = Store::open(path, periodic(never, 3));
    REQUIRE(opened->store.commit(payload(1, 300)));
    for (int i = 0; i < 100; ++i) REQUIRE(opened->store.commit(payload(2, 300)));
    CHECK(opened->store.sequence() == 150);
  }
  const auto done = rollback(path);
  REQUIRE(done);
  CHECK(done->dropped == 150);
  CHECK(done->restored == 1);
  const auto opened = Store::open(path);
  const auto* loaded = std::get_if<Loaded>(&opened->found);
  REQUIRE(loaded);
  CHECK(loaded->snapshot.sequence == 150);
  CHECK((loaded->snapshot.payload == payload(1, 300)));
}

TEST_CASE(
    "two generations are too few for periodic commits; a file that has two waits for the disk") {
  TempDir dir;
  CHECK(Store::open(dir.file("a"), periodic(never, 2)).error().code == Errc::too_few_slots);
  {
    auto opened = Store::open(dir.file("a"));
    for (int i = 0; i < 3; ++i) commit_next(opened->store);
  }
  auto opened = Store::open(dir.file("a"), periodic(never, 3));
  REQUIRE(opened);
  commit_next(opened->store);
  CHECK(opened->store.synced() == 4);
}

TEST_CASE(
    "a sync that fails is told to the next commit, once, and keeps its state from being trusted") {
  int syncs = 0;
  Syncer syncer(never, 1, [&](std::uint64_t) -> Result<void> {
    if (++syncs == 1) return Error{std::make_error_code(std::errc::io_error), "flush", "it", {}};
    return {};
  });
  syncer.committed(2);
  CHECK(syncer.sync_now().error().code == std::errc::io_error);
  CHECK(syncer.synced() == 1);
  CHECK(syncer.sync_now());
  CHECK(syncer.synced() == 2);
}

TEST_CASE("a commit waits for a sync that runs only where every slot is kept") {
  std::promise<void> gate;
  const std::shared_future<void> opened = gate.get_future().share();
  Syncer syncer(milliseconds(1), 1, [&](std::uint64_t) -> Result<void> {
    opened.wait();
    return {};
  });
  syncer.committed(2);
  std::uint64_t seen = 0;
  REQUIRE(wait_until([&] {
    return *syncer.choose([&](std::uint64_t, std::uint64_t syncing) {
      return seen = syncing, 7;
    }) && seen == 2;
  }));
  std::thread opener([&] { gate.set_value(); });
  const auto number = syncer.choose(
      [](std::uint64_t synced, std::uint64_t syncing) { return syncing == 2 ? 0 : synced + 40; });
  opener.join();
  REQUIRE(number);
  CHECK(*number == 42);
}
