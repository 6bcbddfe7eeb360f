// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/rollback.hpp"

#include <array>

#include "edit.hpp"
#include "payload.hpp"
#include "scan.hpp"
#include "watchdog/checkpoint/inspect.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::damage;
using watchdog::test::payload;
using watchdog::test::read_file;
using watchdog::test::TempDir;

namespace {

/// Commits these numbers' payloads, one after the other; some may be equal.
std::string make_history(const TempDir& dir, std::initializer_list<std::uint64_t> numbers,
                         const Options& options = {}) {
  const std::string path = dir.file("rolled.ckpt");
  auto opened = Store::open(path, options);
  REQUIRE(opened);
  for (const std::uint64_t n : numbers) REQUIRE(opened->store.commit(payload(n, 200)));
  return path;
}

/// Whether a load finds that number's payload, without any doubt.
bool loads(const std::string& path, std::uint64_t number, const Options& options = {}) {
  const auto opened = Store::open(path, options);
  const auto* loaded = opened ? std::get_if<Loaded>(&opened->found) : nullptr;
  return loaded && loaded->snapshot.payload == payload(number, 200);
}

RolledBack roll(const std::string& path) {
  auto done = rollback(path);
  if (!done) FAIL(done.error().message());
  return std::move(*done);
}

bool is_sound(const std::string& path) {
  const auto seen = inspect(path);
  return seen && seen->verdict == Inspection::Verdict::whole;
}

}  // namespace

TEST_CASE("after a rollback the state before is loaded and the dropped one is kept") {
  TempDir dir;
  const Options options{"apples", 4};
  const std::string path = make_history(dir, {1, 2, 3}, options);
  const RolledBack done = roll(path);
  CHECK(done.dropped == 3);
  CHECK(done.restored == 2);
  CHECK(done.kept == path + ".rolled-back-3");
  CHECK_FALSE(std::filesystem::exists(test::utf8_path(done.kept + ".lock")));
  CHECK(is_sound(path));
  CHECK(loads(path, 2, options));
  CHECK(loads(done.kept, 3, options));
  CHECK_FALSE(inspect(path)->lock);
}

TEST_CASE("a program goes on after a rollback") {
  TempDir dir;
  const std::string path = make_history(dir, {1, 2, 3});
  roll(path);
  {
    auto opened = Store::open(path);
    CHECK(opened->store.sequence() == 3);
    REQUIRE(opened->store.commit(payload(7, 200)));
  }
  CHECK(loads(path, 7));
  CHECK(is_sound(path));
  roll(path);
  CHECK(loads(path, 2));
}

TEST_CASE("rollbacks go back as far as there are states, and no further") {
  TempDir dir;
  const std::string path = make_history(dir, {1, 2, 3, 4, 5}, {{}, 1, 0, 4});
  roll(path);
  CHECK(loads(path, 4));
  roll(path);
  CHECK(loads(path, 3));
  roll(path);
  CHECK(loads(path, 2));
  CHECK(is_sound(path));
  const std::string before = read_file(path);
  CHECK(rollback(path).error().code == Errc::none_older);
  CHECK((read_file(path) == before));
}

TEST_CASE("a rollback passes over states that equal the newest") {
  TempDir dir;
  const std::string path = make_history(dir, {1, 2, 3, 3, 3}, {{}, 1, 0, 4});
  const RolledBack done = roll(path);
  CHECK(done.dropped == 5);
  CHECK(done.restored == 2);
  CHECK(loads(path, 2));
}

TEST_CASE("a rollback of a file that falls back goes one state further") {
  TempDir dir;
  const std::string path = make_history(dir, {1, 2, 3, 4}, {{}, 1, 0, 3});
  damage(path, 4096 + 64);  // State 4.
  const RolledBack done = roll(path);
  CHECK(done.dropped == 3);
  CHECK(done.restored == 2);
  CHECK(read_generation(path, 0)->payload == payload(2, 200));
}

TEST_CASE("what was kept of a rollback stays when the same number is rolled back again") {
  TempDir dir;
  const std::string path = make_history(dir, {1, 2, 3}, {{}, 1, 0, 3});
  const RolledBack first = roll(path);
  const RolledBack second = roll(path);
  CHECK(first.dropped == second.dropped);
  CHECK(first.kept != second.kept);
  CHECK(loads(first.kept, 3));
  CHECK(loads(second.kept, 2));
}

TEST_CASE("no more than eight rolled-back states are kept, among them the last one") {
  TempDir dir;
  const std::string path = make_history(dir, {1});
  std::string last;
  for (std::uint64_t n = 2; n < 14; ++n) {
    REQUIRE(Store::open(path)->store.commit(payload(n, 200)));
    last = roll(path).kept;
    CHECK(loads(last, n));
  }
  std::ptrdiff_t kept = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
    kept += test::utf8_text(entry.path()).find(".rolled-back-") != std::string::npos;
  CHECK(kept == 16);  // Each with its lock file, as it was loaded.
}

TEST_CASE("a rollback is refused and changes nothing where there is none to be had") {
  TempDir dir;
  const std::string path = make_history(dir, {1});
  SECTION("the only state") { CHECK(rollback(path).error().code == Errc::none_older); }
  SECTION("a checkpoint in use") {
    const auto user = Store::open(path);
    CHECK(rollback(path).error().code == Errc::in_use);
  }
  SECTION("damage") {
    damage(path, 4096 + 64);
    CHECK(rollback(path).error().code == Errc::damaged);
  }
  SECTION("a foreign file") {
    test::write_whole(path, "a letter");
    CHECK(rollback(path).error().code == Errc::foreign);
  }
  SECTION("no file") {
    CHECK(rollback(dir.file("none")).error().code == std::errc::no_such_file_or_directory);
    CHECK_FALSE(std::filesystem::exists(dir.path() / "none.lock"));
  }
  for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
    CHECK(test::utf8_text(entry.path()).find(".rolled-back-") == std::string::npos);
}

TEST_CASE("a rollback cut off at any byte leaves the newest state or the one before") {
  TempDir dir;
  const std::string path = make_history(dir, {1, 2, 3});
  const std::string before = read_file(path);
  roll(path);
  const std::string after = read_file(path).substr(4096, 64 + 200);  // Slot 0, of state 3.
  test::write_whole(path, before);
  auto opened = File::open(path);
  REQUIRE((opened && *opened));
  std::array<unsigned, 4> found{};
  for (std::size_t cut = 0; cut < after.size(); ++cut) {
    const auto scanned = scan(**opened, path, {});
    REQUIRE(scanned);
    const auto* loaded = std::get_if<Loaded>(&scanned->found);
    const auto* older = std::get_if<FellBack>(&scanned->found);
    REQUIRE((loaded || older));
    const Snapshot& state = loaded ? loaded->snapshot : older->snapshot;
    const std::uint64_t number = state.payload == payload(3, 200) ? 3 : 2;
    REQUIRE((state.payload == payload(number, 200)));
    ++found[number];
    const auto byte = std::as_bytes(std::span(after).subspan(cut, 1));
    REQUIRE((*opened)->write(4096 + cut, {byte}));
  }
  CHECK(found[3] > 0);
  CHECK(found[2] > 200);
  opened->reset();  // Windows has one user of it at a time.
  CHECK(loads(path, 2));
}
