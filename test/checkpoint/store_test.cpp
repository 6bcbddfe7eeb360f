// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/store.hpp"

#include "payload.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/inspect.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::payload;
using watchdog::test::TempDir;
using watchdog::test::utf8_path;

namespace {

Store::Opened open_ok(const std::string& path, const Options& options = {}) {
  auto opened = Store::open(path, options);
  if (!opened) FAIL(opened.error().message());
  return std::move(*opened);
}

void commit_ok(Store&& store, const std::vector<std::byte>& bytes) {
  auto done = store.commit(bytes);
  if (!done) FAIL(done.error().message());
}

void commit_ok(Store& store, const std::vector<std::byte>& bytes) {
  commit_ok(std::move(store), bytes);
}

void write_file(const std::string& path, const std::string& text) {
  std::ofstream(utf8_path(path), std::ios::binary) << text;
}

}  // namespace

TEST_CASE("where there is no file a store finds nothing and makes none before the first commit") {
  TempDir dir;
  const std::string path = dir.file("state.ckpt");
  {
    auto opened = open_ok(path);
    CHECK(std::holds_alternative<Absent>(opened.found));
    CHECK(opened.store.sequence() == 0);
    CHECK_FALSE(std::filesystem::exists(path));
  }
  CHECK(std::filesystem::is_empty(dir.path()));
}

TEST_CASE("the last state committed is the one loaded") {
  TempDir dir;
  const std::string path = dir.file("state.ckpt");
  const std::uint64_t commits = GENERATE(1U, 2U, 3U, 4U, 17U);
  {
    auto opened = open_ok(path);
    for (std::uint64_t n = 1; n <= commits; ++n) commit_ok(opened.store, payload(n, 500));
    CHECK(opened.store.sequence() == commits);
  }
  auto opened = open_ok(path);
  const auto* loaded = std::get_if<Loaded>(&opened.found);
  REQUIRE(loaded);
  CHECK(loaded->snapshot.sequence == commits);
  CHECK((loaded->snapshot.payload == payload(commits, 500)));
  CHECK(opened.store.sequence() == commits);
}

TEST_CASE("a state may be empty") {
  TempDir dir;
  commit_ok(open_ok(dir.file("a")).store, {});
  const auto opened = open_ok(dir.file("a"));
  REQUIRE(std::holds_alternative<Loaded>(opened.found));
  CHECK(std::get<Loaded>(opened.found).snapshot.payload.empty());
}

TEST_CASE("a life goes on where the last one ended") {
  TempDir dir;
  for (std::uint64_t n = 1; n <= 20; ++n) {
    auto opened = open_ok(dir.file("a"), {{}, 1, 0, 3});
    CHECK(opened.store.sequence() == n - 1);
    commit_ok(opened.store, payload(n, 100 + n));
  }
  const auto opened = open_ok(dir.file("a"));
  CHECK((std::get<Loaded>(opened.found).snapshot.payload == payload(20, 120)));
}

TEST_CASE("a commit leaves the file's size alone") {
  TempDir dir;
  auto opened = open_ok(dir.file("a"));
  commit_ok(opened.store, payload(1, 1000));
  const auto size = std::filesystem::file_size(dir.path() / "a");
  CHECK(size == 4096 * 3);
  for (std::uint64_t n = 2; n < 20; ++n) commit_ok(opened.store, payload(n, 1000 + n));
  CHECK(std::filesystem::file_size(dir.path() / "a") == size);
}

TEST_CASE("archive and schema are handed back") {
  TempDir dir;
  {
    auto opened = open_ok(dir.file("a"), {"kind", 5});
    REQUIRE(opened.store.commit(payload(1, 10), Archive::portable_binary));
  }
  const auto opened = open_ok(dir.file("a"), {"kind", 6});
  const Snapshot& snapshot = std::get<Loaded>(opened.found).snapshot;
  CHECK(snapshot.schema == 5);
  CHECK(snapshot.archive == Archive::portable_binary);
}

TEST_CASE("a file name may have spaces and letters beyond ASCII") {
  TempDir dir;
  const std::string path = dir.file("Prüfstand mit Leerzeichen \xE2\x82\xAC.ckpt");
  commit_ok(open_ok(path).store, payload(1, 10));
  CHECK(std::filesystem::exists(utf8_path(path)));
  CHECK(std::holds_alternative<Loaded>(open_ok(path).found));
}

TEST_CASE("a second opener is refused and told who is there") {
  TempDir dir;
  const std::string path = dir.file("a");
  {
    auto first = open_ok(path);
    auto second = Store::open(path);
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Errc::in_use);
    CHECK(second.error().message().find("process ") != std::string::npos);
    CHECK(second.error().message().find("wait for its end") != std::string::npos);
    commit_ok(first.store, payload(1, 10));
    CHECK_FALSE(Store::open(path));
  }
  CHECK(Store::open(path));
}

TEST_CASE("the lock outlives the growing of the file") {
  TempDir dir;
  auto first = open_ok(dir.file("a"));
  commit_ok(first.store, payload(1, 10));
  commit_ok(first.store, payload(2, 100'000));
  auto second = Store::open(dir.file("a"));
  REQUIRE_FALSE(second);
  CHECK(second.error().code == Errc::in_use);
}

TEST_CASE("a lock file that a kill left behind is in nobody's way") {
  TempDir dir;
  write_file(dir.file("a.lock"), "999999\n");
  commit_ok(open_ok(dir.file("a")).store, payload(1, 10));
  CHECK_FALSE(inspect(dir.file("a"))->lock);
}

TEST_CASE("the lock file stays with the checkpoint, names nobody after the end, and goes with it") {
  TempDir dir;
  {
    auto opened = open_ok(dir.file("a"));
    commit_ok(opened.store, payload(1, 10));
    const auto holder = inspect(dir.file("a"))->lock;
    REQUIRE(holder);
    CHECK_FALSE(holder->empty());
  }
  CHECK(std::filesystem::exists(dir.path() / "a.lock"));
  CHECK_FALSE(inspect(dir.file("a"))->lock);
  CHECK(open_ok(dir.file("a")).store.remove());
  CHECK_FALSE(std::filesystem::exists(dir.path() / "a.lock"));
}

TEST_CASE("an opening that finds nothing leaves nothing") {
  TempDir dir;
  open_ok(dir.file("a"));
  CHECK(std::filesystem::is_empty(dir.path()));
}

TEST_CASE("a relative path is meant as it was when the store was opened") {
  TempDir dir;
  TempDir other;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  auto opened = open_ok("a");
  std::filesystem::current_path(other.path());
  commit_ok(opened.store, payload(1, 10));
  std::filesystem::current_path(before);
  CHECK(std::filesystem::exists(dir.path() / "a"));
}

TEST_CASE("a state of another type is not loaded") {
  TempDir dir;
  commit_ok(open_ok(dir.file("a"), {"apples"}).store, payload(1, 10));
  auto opened = Store::open(dir.file("a"), {"pears"});
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::other_type);
  CHECK(opened.error().message().find("'apples'") != std::string::npos);
}

TEST_CASE("a state of a later program is not loaded and not overwritten") {
  TempDir dir;
  commit_ok(open_ok(dir.file("a"), {{}, 9}).store, payload(1, 10));
  {
    auto opened = open_ok(dir.file("a"), {{}, 8});
    const auto* newer = std::get_if<NewerSchema>(&opened.found);
    REQUIRE(newer);
    CHECK(newer->schema == 9);
    auto done = opened.store.commit(payload(2, 10));
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Errc::undecided);
  }
  CHECK(std::holds_alternative<Loaded>(open_ok(dir.file("a"), {{}, 9}).found));
}

TEST_CASE("what cannot be used is put aside on request and kept") {
  TempDir dir;
  write_file(dir.file("a"), "somebody's letter");
  CHECK_FALSE(Store::open(dir.file("a")));
  const auto aside = put_aside(dir.file("a"));
  REQUIRE(aside);
  CHECK(watchdog::test::read_file(*aside) == "somebody's letter");
  CHECK(std::holds_alternative<Absent>(open_ok(dir.file("a")).found));
}

TEST_CASE("a checkpoint that is removed is gone and the next commit begins anew") {
  TempDir dir;
  auto opened = open_ok(dir.file("a"));
  commit_ok(opened.store, payload(1, 10));
  commit_ok(opened.store, payload(2, 10));
  REQUIRE(opened.store.remove());
  CHECK_FALSE(std::filesystem::exists(dir.path() / "a"));
  CHECK(opened.store.sequence() == 0);
  commit_ok(opened.store, payload(1, 20));
  CHECK(opened.store.sequence() == 1);
}

TEST_CASE("a file that somebody removes is made again by the next commit") {
  TempDir dir;
  {
    auto opened = open_ok(dir.file("a"));
    commit_ok(opened.store, payload(1, 10));
    std::error_code refused;
    std::filesystem::remove(dir.path() / "a", refused);
    commit_ok(opened.store, payload(2, 10));
  }
  const auto opened = open_ok(dir.file("a"));
  REQUIRE(std::holds_alternative<Loaded>(opened.found));
  CHECK(std::get<Loaded>(opened.found).snapshot.sequence == 2);
}

TEST_CASE("a file that somebody puts in its place is not overwritten") {
  TempDir dir;
  write_file(dir.file("b"), "somebody's letter");
  auto opened = open_ok(dir.file("a"));
  commit_ok(opened.store, payload(1, 10));
  std::error_code refused;
  std::filesystem::rename(dir.path() / "b", dir.path() / "a", refused);
  if (refused) return;  // Windows: a file that is open keeps its name.
  CHECK(opened.store.commit(payload(2, 10)).error().code == Errc::replaced);
  CHECK(opened.store.commit(payload(2, 100'000)).error().code == Errc::replaced);
  CHECK(watchdog::test::read_file(dir.file("a")) == "somebody's letter");
}

TEST_CASE("options beyond the format's limits are refused") {
  TempDir dir;
  CHECK(Store::open(dir.file("a"), {std::string(256, 'x')}).error().code == Errc::too_large);
  CHECK(Store::open(dir.file("a"), {{}, 1, 0, 1}).error().code == Errc::too_large);
  CHECK(Store::open(dir.file("a"), {{}, 1, 1ULL << 50}).error().code == Errc::too_large);
}

TEST_CASE("an older generation is loaded on request and the next commit follows the newest") {
  TempDir dir;
  const Options options{"apples", 2, 0, 3};
  auto opened = open_ok(dir.file("a"), options);
  CHECK_FALSE(*opened.store.load(0));
  for (std::uint64_t n = 1; n <= 5; ++n) commit_ok(opened.store, payload(n, 100));
  for (std::uint32_t g = 0; g < 3; ++g) {
    const auto state = opened.store.load(g);
    REQUIRE(state);
    REQUIRE(*state);
    CHECK((*state)->sequence == 5 - g);
    CHECK((*state)->schema == 2);
    CHECK(((*state)->payload == payload(5 - g, 100)));
  }
  CHECK_FALSE(*opened.store.load(3));
  commit_ok(opened.store, payload(6, 100));
  CHECK((*opened.store.load(0))->sequence == 6);
  CHECK((*opened.store.load(2))->sequence == 4);
}

TEST_CASE("an older generation of a file in which nothing is whole is none") {
  TempDir dir;
  commit_ok(open_ok(dir.file("a")).store, payload(1, 10));
  std::filesystem::resize_file(dir.path() / "a", 4100);
  CHECK_FALSE(*open_ok(dir.file("a")).store.load(0));
  std::filesystem::resize_file(dir.path() / "a", 100);
  CHECK_FALSE(*open_ok(dir.file("a")).store.load(0));
}

TEST_CASE("an older generation of an older program is a way back for it") {
  TempDir dir;
  commit_ok(open_ok(dir.file("a"), {{}, 1}).store, payload(1, 10));
  commit_ok(open_ok(dir.file("a"), {{}, 2}).store, payload(2, 10));
  const auto opened = open_ok(dir.file("a"), {{}, 1});
  REQUIRE(std::holds_alternative<NewerSchema>(opened.found));
  CHECK(opened.store.load(0).error().code == Errc::newer_schema);
  CHECK(((*opened.store.load(1))->payload == payload(1, 10)));
}

TEST_CASE("there are 2 to 64 generations") {
  TempDir dir;
  const std::uint32_t count = GENERATE(2U, 16U, 64U);
  auto opened = open_ok(dir.file("a"), {{}, 1, 0, count});
  for (std::uint64_t n = 1; n <= 2 * count; ++n) commit_ok(opened.store, payload(n, 10));
  CHECK((*opened.store.load(count - 1))->sequence == count + 1);
  CHECK_FALSE(*opened.store.load(count));
  CHECK(Store::open(dir.file("b"), {{}, 1, 0, 65}).error().code == Errc::too_large);
}
