// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/async.hpp"

#include <atomic>
#include <filesystem>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::TempDir;
using watchdog::test::wait_until;

namespace {

std::mutex gate;  ///< Whoever holds it keeps commits from going on.
std::atomic<int> written = 0;

struct Gated {
  int number = 0;

  template <class Archive>
  void save(Archive& archive) const {
    ++written;
    const std::lock_guard wait(gate);
    archive(number);
  }
  template <class Archive>
  void load(Archive& archive) {
    archive(number);
  }
};

template <class T>
Checkpoint<T> open_at(const std::string& path, T& state) {
  auto opened = Checkpoint<T>::open(path, state);
  REQUIRE(opened);
  return std::move(*opened);
}

}  // namespace

TEST_CASE("of the states handed over while a commit runs, the last one alone is committed") {
  TempDir dir;
  written = 0;
  Gated state;
  {
    AsyncCheckpoint<Gated> saving(open_at(dir.file("a"), state));
    {
      const std::lock_guard closed(gate);
      REQUIRE(saving.commit({1}));
      REQUIRE(wait_until([] { return written == 1; }));
      for (int n = 2; n <= 6; ++n) REQUIRE(saving.commit({n}));
    }
    REQUIRE(saving.wait());
    CHECK(saving.sequence() == 2);
  }
  open_at(dir.file("a"), state);
  CHECK(state.number == 6);
}

TEST_CASE("what was handed over last is committed at the end") {
  TempDir dir;
  int state = 0;
  {
    AsyncCheckpoint<int> saving(open_at(dir.file("a"), state));
    for (int n = 1; n <= 1000; ++n) REQUIRE(saving.commit(n));
  }
  open_at(dir.file("a"), state);
  CHECK(state == 1000);
}

TEST_CASE("an error in the background is told to the next call, once") {
  TempDir dir;
  int state = 0;
  Options small;
  small.limit = 4;  // cereal's first byte and an int take five.
  auto opened = Checkpoint<int>::open(dir.file("a"), state, small);
  REQUIRE(opened);
  AsyncCheckpoint<int> saving(std::move(*opened));
  REQUIRE(saving.commit(1));
  CHECK(saving.wait().error().code == Errc::too_large);
  CHECK(saving.wait());
}

TEST_CASE("a scope commits the state on a timer, and at its end") {
  TempDir dir;
  int state = 0;
  std::atomic<int> now = 1;
  {
    auto checkpoint = open_at(dir.file("a"), state);
    const CommitEvery<int> saving(checkpoint, milliseconds(1), [&] { return now.load(); });
    CHECK(wait_until([&] { return std::filesystem::exists(dir.path() / "a"); }));
    now = 7;
  }
  auto checkpoint = open_at(dir.file("a"), state);
  CHECK(state == 7);
  CHECK(checkpoint.sequence() >= 2);
}

TEST_CASE("a scope tells of commits that fail and goes on trying") {
  TempDir dir;
  int state = 0;
  Options small;
  small.limit = 4;
  auto opened = Checkpoint<int>::open(dir.file("a"), state, small);
  std::atomic<int> failures = 0;
  const CommitEvery<int> saving(
      *opened, milliseconds(1), [] { return 1; }, [&](const Error&) { ++failures; });
  CHECK(wait_until([&] { return failures >= 3; }));
}
