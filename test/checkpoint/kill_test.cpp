// SPDX-License-Identifier: MIT
#include <algorithm>
#include <random>

#include "child.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"
#include "victim_state.hpp"
#include "watchdog/checkpoint/inspect.hpp"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::Child;
using watchdog::test::TempDir;
using watchdog::test::wait_until;

namespace {

/// The last number of which the victim was told that its commit has succeeded; 0 if none.
std::uint64_t last_acknowledged(const std::string& output) {
  const std::string text = watchdog::test::read_file(output);
  const std::size_t end = text.rfind('\n');
  if (end == std::string::npos) return 0;
  const std::size_t before = text.rfind('\n', end - 1);
  return std::stoull(text.substr(before == std::string::npos || end == 0 ? 0 : before + 1));
}

std::size_t lines(const std::string& output) {
  const std::string text = watchdog::test::read_file(output);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// So long that the kill comes at no particular point of a commit: not a wait for anything.
void spin(std::chrono::microseconds time) {
  const Time end = Clock::now() + time;
  while (Clock::now() < end) continue;
}

struct Kills {
  unsigned kills = 0, lost = 0, broken = 0, fell_back = 0, within_first = 0;
};

/// One life of the victim: killed after a random number of commits and then some microseconds.
void live_and_die(const std::vector<std::string>& how, std::mt19937& random, Kills& tally,
                  const std::string& output) {
  std::vector<std::string> words{test::checkpoint_victim_program};
  words.insert(words.end(), how.begin(), how.end());
  Child victim(words, output);
  REQUIRE(victim.started());
  const std::size_t enough = random() % 12;
  const bool arrived = wait_until([&] { return lines(output) >= enough || !victim.running(); });
  spin(std::chrono::microseconds(random() % 3000));
  victim.kill();
  const int code = victim.wait();
  REQUIRE(arrived);
  REQUIRE((code == 137 || code == 1000));
  ++tally.kills;
  if (last_acknowledged(output) == 0) ++tally.within_first;
}

/// What is there must be what was acknowledged last, or the one commit that was under way. Returns
/// its number.
std::uint64_t check_state(const std::string& file, const test::Sizes& sizes,
                          std::uint64_t acknowledged, Kills& tally) {
  const auto opened = Store::open(file);
  REQUIRE(opened);
  if (std::holds_alternative<Absent>(opened->found)) return tally.lost += acknowledged != 0, 0;
  const auto* loaded = std::get_if<Loaded>(&opened->found);
  const auto* older = std::get_if<FellBack>(&opened->found);
  if (older) ++tally.fell_back;
  if (!loaded && !older) return ++tally.broken, 0;
  const Snapshot& state = loaded ? loaded->snapshot : older->snapshot;
  const std::uint64_t number = sizes.number_of(state.payload);
  if (number == 0) ++tally.broken;
  if (number != 0 && (number < acknowledged || number > acknowledged + 1)) ++tally.lost;
  return number;
}

void report(const Kills& tally) {
  UNSCOPED_INFO(tally.kills << " kills, " << tally.fell_back << " fell back, " << tally.within_first
                            << " before any commit, " << tally.lost << " lost, " << tally.broken
                            << " broken");
  CHECK(tally.lost == 0);
  CHECK(tally.broken == 0);
}

}  // namespace

TEST_CASE("250 kills at random moments lose no acknowledged state and break none") {
  TempDir dir;
  std::mt19937 random(std::random_device{}());
  Kills tally;
  std::uint64_t acknowledged = 0;
  for (int life = 0; life < 250; ++life) {
    live_and_die({dir.file("a"), "64", "40000"}, random, tally, dir.file("out"));
    acknowledged = std::max(acknowledged, last_acknowledged(dir.file("out")));
    // What was under way may have got there.
    acknowledged =
        std::max(acknowledged, check_state(dir.file("a"), {64, 40000}, acknowledged, tally));
  }
  report(tally);
  CHECK(tally.kills == 250);
  CHECK(acknowledged > 250);
}

TEST_CASE("250 kills lose nothing either of commits that do not wait for the disk") {
  const std::string durability = GENERATE("process", "periodic");
  TempDir dir;
  std::mt19937 random(std::random_device{}());
  Kills tally;
  std::uint64_t acknowledged = 0;
  for (int life = 0; life < 250; ++life) {
    const std::size_t bytes = life % 2 == 0 ? 64 : 40000;
    const std::string size = std::to_string(bytes);
    live_and_die({dir.file(size), size, size, durability}, random, tally, dir.file("out"));
    acknowledged += last_acknowledged(dir.file("out"));
    check_state(dir.file(size), {bytes, bytes}, last_acknowledged(dir.file("out")), tally);
    std::filesystem::remove(dir.path() / size);
  }
  report(tally);
  CHECK(tally.kills == 250);
  // Each life is given the time for 5.5 commits on average, however slow the machine is.
  CHECK(acknowledged > 1000);
}

TEST_CASE("kills while the file is made and grows lose no acknowledged state and leave no litter") {
  TempDir dir;
  std::mt19937 random(std::random_device{}());
  Kills tally;
  for (int life = 0; life < 100; ++life) {
    live_and_die({dir.file("a"), "4096", "8000000"}, random, tally, dir.file("out"));
    check_state(dir.file("a"), {4096, 8000000}, last_acknowledged(dir.file("out")), tally);
    const auto seen = inspect(dir.file("a"));
    CHECK_FALSE((seen && seen->lock));
    {
      auto opened = Store::open(dir.file("a"));
      REQUIRE(opened);
      CHECK(opened->store.remove());
    }
    for (const char* file : {"a", "a.new", "a.lock"})
      CHECK_FALSE(std::filesystem::exists(dir.path() / file));
  }
  report(tally);
}
