// SPDX-License-Identifier: MIT
#include <optional>

#include "limits.hpp"
#include "payload.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::FileSizeLimit;
using watchdog::test::payload;
using watchdog::test::TempDir;

namespace {

/// Commits once while files may not exceed `limit` bytes, and tells how that went.
Result<void> commit_limited(Store& store, std::uint64_t limit,
                            const std::vector<std::byte>& bytes) {
  const FileSizeLimit full(limit);
  return store.commit(bytes);
}

void check_loaded(const std::string& path, std::uint64_t number, std::size_t size) {
  const auto opened = Store::open(path);
  REQUIRE(opened);
  const auto* loaded = std::get_if<Loaded>(&opened->found);
  REQUIRE(loaded);
  CHECK(loaded->snapshot.sequence == number);
  CHECK((loaded->snapshot.payload == payload(number, size)));
}

std::optional<Store::Opened> open_with_states(const std::string& path, std::uint64_t states) {
  auto opened = Store::open(path);
  REQUIRE(opened);
  for (std::uint64_t n = 1; n <= states; ++n) REQUIRE(opened->store.commit(payload(n, 1000)));
  return std::move(*opened);
}

}  // namespace

TEST_CASE("a first commit that fails leaves nothing behind and may be repeated") {
  if (!FileSizeLimit::works) return;
  TempDir dir;
  const std::string path = dir.file("a");
  auto opened = open_with_states(path, 0);
  CHECK_FALSE(commit_limited(opened->store, GENERATE(0U, 100U, 4096U, 8000U), payload(1, 1000)));
  CHECK_FALSE(std::filesystem::exists(path));
  CHECK_FALSE(std::filesystem::exists(path + ".new"));
  REQUIRE(opened->store.commit(payload(1, 1000)));
  opened.reset();
  check_loaded(path, 1, 1000);
}

TEST_CASE("a commit that fails in its slot keeps the state before and the same target") {
  if (!FileSizeLimit::works) return;
  TempDir dir;
  const std::string path = dir.file("a");
  // The next commit goes to slot 1, at 8192: it fails at once, in the header, or half-way.
  const std::uint64_t limit = GENERATE(8192U, 8200U, 8700U);
  {
    auto opened = open_with_states(path, 3);
    for (int attempt = 0; attempt < 3; ++attempt) {
      const auto done = commit_limited(opened->store, limit, payload(4, 1000));
      REQUIRE_FALSE(done);
      CHECK(done.error().code == std::errc::file_too_large);
      CHECK(opened->store.sequence() == 3);
    }
  }
  {
    const auto opened = Store::open(path);
    REQUIRE(opened);
    const auto* found = std::get_if<FellBack>(&opened->found);
    const Snapshot& snapshot = found ? found->snapshot : std::get<Loaded>(opened->found).snapshot;
    CHECK(snapshot.sequence == 3);
    CHECK((snapshot.payload == payload(3, 1000)));
  }
  auto opened = Store::open(path);
  REQUIRE(opened->store.commit(payload(4, 1000)));
  opened = Error{};
  check_loaded(path, 4, 1000);
}

TEST_CASE("growing that fails keeps the file as it was and may be repeated") {
  if (!FileSizeLimit::works) return;
  TempDir dir;
  const std::string path = dir.file("a");
  {
    auto opened = open_with_states(path, 3);
    const auto before = watchdog::test::read_file(path);
    const auto done =
        commit_limited(opened->store, GENERATE(0U, 4096U, 12288U, 50000U), payload(4, 100'000));
    REQUIRE_FALSE(done);
    CHECK(done.error().code == std::errc::file_too_large);
    CHECK(watchdog::test::read_file(path) == before);
    CHECK_FALSE(std::filesystem::exists(path + ".new"));
    REQUIRE(opened->store.commit(payload(4, 100'000)));
  }
  check_loaded(path, 4, 100'000);
}

TEST_CASE("a full disk does not hinder a commit into a file that is there") {
  if (!FileSizeLimit::works) return;
  TempDir dir;
  const std::string path = dir.file("a");
  {
    auto opened = open_with_states(path, 1);
    for (std::uint64_t n = 2; n < 10; ++n)
      REQUIRE(commit_limited(opened->store, 12288, payload(n, 4000)));
  }
  check_loaded(path, 9, 4000);
}
