// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/inspect.hpp"

#include <thread>

#include "edit.hpp"
#include "payload.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::damage;
using watchdog::test::payload;
using watchdog::test::read_file;
using watchdog::test::TempDir;
using watchdog::test::write_whole;
using Judged = Inspection::Verdict;
using Condition = Generation::Condition;

namespace {

/// A file of so many states, of 100 bytes and a few.
std::string make_states(const TempDir& dir, std::uint64_t count, const Options& options = {}) {
  const std::string path = dir.file("looked-at.ckpt");
  auto opened = Store::open(path, options);
  REQUIRE(opened);
  for (std::uint64_t n = 1; n <= count; ++n)
    REQUIRE(opened->store.commit(payload(n, 100 + n), Archive::portable_binary));
  return path;
}

/// Inspects, and checks that this changed neither file nor folder.
Inspection look_at(const std::string& path) {
  const std::string before = read_file(path);
  auto seen = inspect(path);
  if (!seen) FAIL(seen.error().message());
  CHECK((read_file(path) == before));
  return std::move(*seen);
}

}  // namespace

TEST_CASE("an inspection tells what is in a file and leaves no trace") {
  TempDir dir;
  const std::string path = make_states(dir, 5, {"position", 3, 8'000, 3});
  std::filesystem::remove(dir.path() / "looked-at.ckpt.lock");
  const Inspection seen = look_at(path);
  CHECK(seen.verdict == Judged::whole);
  CHECK(seen.reason.empty());
  CHECK(seen.type == "position");
  CHECK(seen.format == 1);
  CHECK(seen.slots == 3);
  CHECK(seen.capacity == 8192 - 64);
  CHECK(seen.file_size == 4096 + 3 * 8192);
  CHECK(seen.newest() == 5);
  CHECK_FALSE(seen.lock);
  REQUIRE(seen.generations.size() == 3);
  for (std::uint64_t i = 0; i < 3; ++i) {
    const Generation& one = seen.generations[i];
    CHECK(one.condition == Condition::whole);
    CHECK(one.sequence == 5 - i);
    CHECK(one.length == 105 - i);
    CHECK(one.schema == 3);
    CHECK(one.archive == Archive::portable_binary);
    CHECK(one.slot == (5 - i - 1) % 3);
  }
  CHECK(std::distance(std::filesystem::directory_iterator(dir.path()), {}) == 1);
}

TEST_CASE("slots that were not written yet are blank and no flaw") {
  TempDir dir;
  const Inspection seen = look_at(make_states(dir, 1, {{}, 1, 0, 4}));
  CHECK(seen.verdict == Judged::whole);
  REQUIRE(seen.generations.size() == 4);
  CHECK(seen.generations[0].condition == Condition::whole);
  CHECK(seen.generations[3].condition == Condition::blank);
  CHECK(seen.generations[3].sequence == 0);
}

TEST_CASE("an inspection finds the flaw that loading does not come upon") {
  TempDir dir;
  const std::string path = make_states(dir, 3);
  damage(path, 8192 + 64 + 50);  // State 2, the older one.
  {
    const auto opened = Store::open(path);
    CHECK(std::holds_alternative<Loaded>(opened->found));
  }
  const Inspection seen = look_at(path);
  CHECK(seen.verdict == Judged::flawed);
  CHECK(seen.reason == "slot 1 has a broken state 2");
  CHECK(seen.newest() == 3);
  CHECK(seen.generations[1].condition == Condition::broken);
  CHECK(seen.generations[1].sequence == 2);
}

TEST_CASE("an inspection of a fall-back names what is lost and what is left") {
  TempDir dir;
  const std::string path = make_states(dir, 3);
  SECTION("a broken payload") {
    damage(path, 4096 + 64);
    CHECK(look_at(path).reason == "slot 0 has a broken state 3");
  }
  SECTION("a broken header") {
    damage(path, 4096 + 9);
    CHECK(look_at(path).reason == "slot 0 has no whole header");
  }
  SECTION("a slot of zeros") {
    write_whole(path, read_file(path).replace(4096, 4096, 4096, '\0'));
    CHECK(look_at(path).reason == "slot 0 is blank");
  }
  SECTION("a file without its end") {
    std::filesystem::resize_file(test::utf8_path(path), 8192 + 64 + 3);
    CHECK(look_at(path).reason == "slot 1 has a broken state 2");
    return;
  }
  const Inspection seen = look_at(path);
  CHECK(seen.verdict == Judged::flawed);
  CHECK(seen.newest() == 2);
}

TEST_CASE("what holds no state is told apart") {
  TempDir dir;
  const std::string path = make_states(dir, 3);
  const std::string good = read_file(path);
  SECTION("nothing whole in it") {
    damage(path, 4096 + 64);
    damage(path, 8192 + 64);
    const Inspection seen = look_at(path);
    CHECK(seen.verdict == Judged::damaged);
    CHECK(seen.reason == "slot 0 has a broken state 3; slot 1 has a broken state 2");
    CHECK(seen.newest() == 0);
  }
  SECTION("a header page that is not whole") {
    damage(path, 100);
    CHECK(look_at(path).verdict == Judged::damaged);
    CHECK(look_at(path).generations.empty());
  }
  SECTION("a file cut off in its header page") {
    write_whole(path, good.substr(0, 500));
    CHECK(look_at(path).reason == "the file ends after 500 bytes, within its header page");
  }
  SECTION("an empty file") {
    write_whole(path, "");
    CHECK(look_at(path).verdict == Judged::foreign);
    CHECK(look_at(path).reason == "it is empty");
  }
  SECTION("a file of zeros") {
    write_whole(path, std::string(good.size(), '\0'));
    CHECK(look_at(path).verdict == Judged::foreign);
  }
  SECTION("another file") {
    write_whole(path, "{\"a\": 1}");
    CHECK(look_at(path).verdict == Judged::foreign);
  }
}

TEST_CASE("what is no file is an error") {
  TempDir dir;
  const auto none = inspect(dir.file("none"));
  REQUIRE_FALSE(none);
  CHECK(none.error().code == std::errc::no_such_file_or_directory);
  CHECK_FALSE(inspect(dir.file("")));
}

TEST_CASE("a length beyond the end of the file is not believed") {
  TempDir dir;
  const std::string path = make_states(dir, 1, {{}, 1, 1ULL << 20});
  std::filesystem::resize_file(test::utf8_path(path), 4096 + 64 + 100);
  CHECK(look_at(path).verdict == Judged::damaged);
}

TEST_CASE("looking neither takes the lock nor minds that somebody has it") {
  TempDir dir;
  const std::string path = make_states(dir, 2);
  auto writer = Store::open(path);
  REQUIRE(writer);
  const Inspection seen = look_at(path);
  CHECK(seen.verdict == Judged::whole);
  REQUIRE(seen.lock);
  CHECK_FALSE(seen.lock->empty());
  CHECK(std::filesystem::exists(dir.path() / "looked-at.ckpt.lock"));
  const auto state = read_generation(path, 0);
  REQUIRE(state);
  CHECK(state->sequence == 2);
  CHECK(writer->store.commit(payload(3, 10)));
}

TEST_CASE("a reader beside a writer sees whole states only, and the writer is not held up") {
  TempDir dir;
  const std::string path = make_states(dir, 1);
  auto writer = Store::open(path);
  REQUIRE(writer);
  std::atomic<bool> enough{false};
  std::atomic<unsigned> failed{0};
  std::thread commits([&] {
    for (std::uint64_t n = 2; !enough; ++n) {
      // It grows now and then, so that the file is replaced under the reader.
      const std::size_t size = 100 + n + (n % 64 == 0 ? n * 100 : 0);
      if (!writer->store.commit(payload(n, size))) ++failed;
    }
  });
  std::uint64_t last = 0;
  for (int look = 0; look < 200; ++look) {
    const auto state = read_generation(path, 0);
    const auto seen = inspect(path);
    if (!state || !seen || seen->verdict != Judged::whole || state->sequence < last) {
      enough = true;
      commits.join();
      if (!state) FAIL(state.error().message());
      if (!seen) FAIL(seen.error().message());
      FAIL("look " << look << " after state " << last << ": " << seen->reason);
    }
    last = state->sequence;
  }
  enough = true;
  commits.join();
  CHECK(failed == 0);
}

TEST_CASE("a generation is read by how many newer ones are whole") {
  TempDir dir;
  const std::string path = make_states(dir, 6, {{}, 2, 0, 4});
  for (std::uint32_t g = 0; g < 4; ++g) {
    const auto state = read_generation(path, g);
    REQUIRE(state);
    CHECK(state->sequence == 6 - g);
    CHECK(state->schema == 2);
    CHECK((state->payload == payload(6 - g, 106 - g)));
  }
  CHECK(read_generation(path, 4).error().code == Errc::none_older);
  damage(path, 4096 + 4096 + 64);  // State 6.
  CHECK(read_generation(path, 0)->sequence == 5);
}

TEST_CASE("a generation of what is no checkpoint is an error that says so") {
  TempDir dir;
  const std::string path = make_states(dir, 1);
  damage(path, 4096 + 64);
  CHECK(read_generation(path, 0).error().code == Errc::damaged);
  damage(path, 20);
  CHECK(read_generation(path, 0).error().code == Errc::damaged);
  write_whole(path, "a letter");
  CHECK(read_generation(path, 0).error().code == Errc::foreign);
  CHECK(read_generation(dir.file("none"), 0).error().code == std::errc::no_such_file_or_directory);
}
