// SPDX-License-Identifier: MIT
#include "payload.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog::checkpoint;
using watchdog::test::payload;
using watchdog::test::TempDir;

namespace {

/// Commits states of these sizes, the first one as number 1.
void commit_all(const std::string& path, std::initializer_list<std::size_t> sizes,
                const Options& options = {}) {
  auto opened = Store::open(path, options);
  REQUIRE(opened);
  std::uint64_t number = opened->store.sequence();
  for (const std::size_t size : sizes) {
    auto done = opened->store.commit(payload(++number, size));
    if (!done) FAIL(done.error().message());
  }
}

void flip(const std::filesystem::path& path, std::streamoff offset) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekg(offset);
  const int byte = file.get();
  file.seekp(offset);
  file.put(static_cast<char>(byte ^ 1));
}

}  // namespace

TEST_CASE("a state that outgrows its slot moves the file into a larger one") {
  TempDir dir;
  commit_all(dir.file("a"), {10, 10, 5'000, 5'001, 300'000, 10});
  const auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  const Snapshot& snapshot = std::get<Loaded>(opened->found).snapshot;
  CHECK(snapshot.sequence == 6);
  CHECK((snapshot.payload == payload(6, 10)));
  CHECK_FALSE(std::filesystem::exists(dir.path() / "a.new"));
}

TEST_CASE("growing doubles the room so that it stays rare") {
  TempDir dir;
  commit_all(dir.file("a"), {4'000});
  commit_all(dir.file("a"), {8'200});
  const auto before = std::filesystem::file_size(dir.path() / "a");
  commit_all(dir.file("a"), {8'300});
  const auto after = std::filesystem::file_size(dir.path() / "a");
  CHECK(before == 4096 + 2 * 16384);
  CHECK(after == before);
}

TEST_CASE("room that is asked for is there from the start") {
  TempDir dir;
  commit_all(dir.file("a"), {10}, {{}, 1, 1'000'000});
  const auto before = std::filesystem::file_size(dir.path() / "a");
  commit_all(dir.file("a"), {1'000'000, 1'000'000});
  CHECK(before > 2'000'000);
  CHECK(std::filesystem::file_size(dir.path() / "a") == before);
}

TEST_CASE("the state before the growing is still there to fall back to") {
  TempDir dir;
  commit_all(dir.file("a"), {10, 20, 50'000});
  // State 3 went to slot 0.
  flip(dir.path() / "a", 4096 + 64 + 100);
  const auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  const auto* older = std::get_if<FellBack>(&opened->found);
  REQUIRE(older);
  CHECK(older->snapshot.sequence == 2);
  CHECK((older->snapshot.payload == payload(2, 20)));
}

TEST_CASE("more generations are more states to fall back to") {
  TempDir dir;
  commit_all(dir.file("a"), {10, 20, 30, 40, 50, 60}, {{}, 1, 0, 4});
  // States 6 and 5 are in slots 1 and 0 of four.
  flip(dir.path() / "a", 4096 + 4096 + 64);
  flip(dir.path() / "a", 4096 + 64);
  const auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  const auto* older = std::get_if<FellBack>(&opened->found);
  REQUIRE(older);
  CHECK((older->snapshot.payload == payload(4, 40)));
  CHECK(older->reason.find("state 6") != std::string::npos);
  CHECK(older->reason.find("state 5") != std::string::npos);
}

TEST_CASE("what a kill in the middle of growing left behind is cleared away by the next commit") {
  TempDir dir;
  const bool is_there = GENERATE(true, false);
  if (is_there) commit_all(dir.file("a"), {10});
  std::ofstream(dir.path() / "a.new") << "half a file";
  auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  CHECK(std::holds_alternative<Loaded>(opened->found) == is_there);
  REQUIRE(opened->store.commit(payload(2, 10)));
  CHECK_FALSE(std::filesystem::exists(dir.path() / "a.new"));
}

TEST_CASE("what a kill in the middle of growing left behind goes with the checkpoint") {
  TempDir dir;
  commit_all(dir.file("a"), {10});
  std::ofstream(dir.path() / "a.new") << "half a file";
  auto opened = Store::open(dir.file("a"));
  REQUIRE(opened);
  REQUIRE(opened->store.remove());
  CHECK_FALSE(std::filesystem::exists(dir.path() / "a.new"));
}
