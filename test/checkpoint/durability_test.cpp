// SPDX-License-Identifier: MIT
//
// Commits that survive kills and do not wait for the disk.
#include "edit.hpp"
#include "file.hpp"
#include "payload.hpp"
#include "scan.hpp"
#include "support/wait_until.hpp"
#include "watchdog/checkpoint/inspect.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::payload;
using watchdog::test::read_file;
using watchdog::test::TempDir;
using watchdog::test::wait_until;

namespace {

Options quick(const std::string& type = {}) {
  Options options;
  options.type = type;
  options.durability = Durability::process;
  return options;
}

void commit_numbers(const std::string& path, std::uint64_t first, std::uint64_t last,
                    const Options& options) {
  auto opened = Store::open(path, options);
  REQUIRE(opened);
  for (std::uint64_t n = first; n <= last; ++n) REQUIRE(opened->store.commit(payload(n, 300)));
}

/// The number of the state that is loaded, if it is as it was committed.
std::uint64_t number_loaded(const Found& found) {
  const auto* loaded = std::get_if<Loaded>(&found);
  const auto* older = std::get_if<FellBack>(&found);
  if (!loaded && !older) return 0;
  const Snapshot& state = loaded ? loaded->snapshot : older->snapshot;
  return state.payload == payload(state.sequence, 300) ? state.sequence : 0;
}

}  // namespace

TEST_CASE("the file is the same whether commits wait for the disk or not") {
  TempDir dir;
  commit_numbers(dir.file("power"), 1, 5, {});
  commit_numbers(dir.file("process"), 1, 5, quick());
  CHECK((read_file(dir.file("power")) == read_file(dir.file("process"))));
}

TEST_CASE("a commit that does not wait for the disk is there for others at once") {
  TempDir dir;
  auto opened = Store::open(dir.file("a"), quick());
  REQUIRE(opened);
  for (std::uint64_t n = 1; n <= 9; ++n) {
    REQUIRE(opened->store.commit(payload(n, 300)));
    const auto seen = read_generation(dir.file("a"), 0);
    REQUIRE(seen);
    CHECK(seen->sequence == n);
    CHECK((seen->payload == payload(n, 300)));
  }
  CHECK((*opened->store.load(1))->sequence == 8);
}

TEST_CASE("each opening chooses anew whether to wait for the disk") {
  TempDir dir;
  commit_numbers(dir.file("a"), 1, 3, quick());
  commit_numbers(dir.file("a"), 4, 6, {});
  commit_numbers(dir.file("a"), 7, 9, quick());
  const auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  CHECK(std::holds_alternative<Loaded>(opened->found));
  CHECK(number_loaded(opened->found) == 9);
}

TEST_CASE("a file grows, and is removed and made anew, also when commits do not wait") {
  TempDir dir;
  {
    auto opened = Store::open(dir.file("a"), quick());
    std::uint64_t number = 0;
    for (const std::size_t size : {10U, 5'000U, 100U, 300'000U, 10U})
      REQUIRE(opened->store.commit(payload(++number, size)));
    REQUIRE(opened->store.remove());
    CHECK_FALSE(std::filesystem::exists(dir.path() / "a"));
    REQUIRE(opened->store.commit(payload(1, 300)));
    REQUIRE(opened->store.commit(payload(2, 300)));
  }
  CHECK(number_loaded(Store::open(dir.file("a"))->found) == 2);
}

TEST_CASE("a commit that does not wait notices soon that somebody has removed the file") {
  TempDir dir;
  auto opened = Store::open(dir.file("a"), quick());
  REQUIRE(opened->store.commit(payload(1, 300)));
  REQUIRE(opened->store.commit(payload(2, 300)));  // Has just looked.
  std::error_code refused;
  std::filesystem::remove(dir.path() / "a", refused);
  CHECK(wait_until([&] {
    const std::uint64_t number = opened->store.sequence() + 1;
    return opened->store.commit(payload(number, 300)) && std::filesystem::exists(dir.path() / "a");
  }));
}

TEST_CASE("a commit that does not wait notices soon that another file has its name") {
  TempDir dir;
  test::write_whole(dir.file("b"), "somebody's letter");
  auto opened = Store::open(dir.file("a"), quick());
  REQUIRE(opened->store.commit(payload(1, 300)));
  REQUIRE(opened->store.commit(payload(2, 300)));  // Has just looked.
  std::error_code refused;
  std::filesystem::rename(dir.path() / "b", dir.path() / "a", refused);
  if (refused) return;  // Windows: a file that is open keeps its name.
  CHECK(wait_until([&] {
    const auto done = opened->store.commit(payload(3, 300));
    return !done && done.error().code == Errc::replaced;
  }));
  CHECK(read_file(dir.file("a")) == "somebody's letter");
}

TEST_CASE("a file that has lost its end is written to without harm") {
  TempDir dir;
  commit_numbers(dir.file("a"), 1, 3, {});
  std::filesystem::resize_file(dir.path() / "a", 8192 + 30);  // In the header of slot 1.
  {
    auto opened = Store::open(dir.file("a"), quick());
    REQUIRE(number_loaded(opened->found) == 3);
    for (std::uint64_t n = 4; n <= 7; ++n) REQUIRE(opened->store.commit(payload(n, 300)));
  }
  CHECK(number_loaded(Store::open(dir.file("a"))->found) == 7);
}

TEST_CASE("a copy that stops at any byte leaves the state before or makes the new one") {
  TempDir dir;
  const std::string path = dir.file("a");
  commit_numbers(path, 1, 3, quick());
  const std::string before = read_file(path);
  commit_numbers(path, 4, 4, quick());
  const std::string after = read_file(path).substr(8192, 64 + 300);  // Slot 1.
  test::write_whole(path, before);
  auto opened = File::open(path);
  REQUIRE((opened && *opened));
  const auto check = [&](std::uint64_t number) {
    const auto scanned = scan(**opened, path, {});
    REQUIRE(scanned);
    REQUIRE(number_loaded(scanned->found) == number);
    return std::holds_alternative<Loaded>(scanned->found);
  };
  const auto put = [&](std::size_t offset) {
    const auto byte = std::as_bytes(std::span(after).subspan(offset, 1));
    REQUIRE((*opened)->write(8192 + offset, {byte}));
  };
  for (std::size_t i = 64; i < after.size(); ++i) {
    put(i);
    CHECK(check(3));
  }
  for (std::size_t i = 0; i + 1 < 64; ++i) {
    put(i);
    check(3);
  }
  put(63);
  CHECK(check(4));
}
