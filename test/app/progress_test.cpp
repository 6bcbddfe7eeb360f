// SPDX-License-Identifier: MIT
#include "keeping/progress.hpp"

#include "app/program.hpp"
#include "watchdog/checkpoint/inspect.hpp"

using namespace watchdog;
using namespace watchdog::app;
using namespace watchdog::test;

namespace {

constexpr Time began{milliseconds(50'000)};

Time after(int ms) { return began + milliseconds(ms); }

Progress begun_with(std::uint64_t sequence) {
  Progress progress{milliseconds(1'000)};
  progress.start(sequence, began);
  return progress;
}

bool hangs(Progress& progress, std::uint64_t sequence, int ms) {
  progress.see(sequence, after(ms));
  return progress.hung(after(ms));
}

void commit(checkpoint::Store& store) { REQUIRE(store.commit(std::as_bytes(std::span("state")))); }

checkpoint::Store open_store(const std::string& file) {
  checkpoint::Options options;
  options.durability = checkpoint::Durability::process;
  auto opened = checkpoint::Store::open(file, options);
  REQUIRE(opened);
  return std::move(opened->store);
}

/// `watchdog keep --checkpoint FILE --checkpoint-progress TIME -- victim idle`
std::vector<std::string> followed(const Victim& victim, const std::string& file,
                                  const std::string& time) {
  return {"keep", "--json", "--checkpoint",   file,  "--checkpoint-progress",
          time,   "--",     victim.program(), "idle"};
}

std::string reason_of_hang(const Watchdog& watchdog) {
  REQUIRE(watchdog.wait_for_events("hung", 1));
  return watchdog.events("hung").front().at("reason");
}

}  // namespace

TEST_CASE("a program whose checkpoint stays as it is hangs") {
  Progress progress = begun_with(7);
  CHECK_FALSE(hangs(progress, 8, 500));
  CHECK_FALSE(hangs(progress, 8, 1'499));
  CHECK(hangs(progress, 8, 1'500));
  CHECK(progress.limit() == milliseconds(1'000));
}

TEST_CASE("a program that commits in time never hangs") {
  Progress progress = begun_with(7);
  for (int i = 1; i < 100; ++i) CHECK_FALSE(hangs(progress, 7 + static_cast<unsigned>(i), 900 * i));
}

TEST_CASE("the first commit of a run may take twice as long, whatever was committed before") {
  Progress progress = begun_with(7);
  CHECK_FALSE(hangs(progress, 7, 1'999));
  CHECK(hangs(progress, 7, 2'000));
  CHECK(progress.limit() == milliseconds(2'000));
  progress.start(7, after(3'000));
  CHECK_FALSE(hangs(progress, 7, 4'999));
  CHECK(hangs(progress, 7, 5'000));
}

TEST_CASE("a checkpoint that is not there is no progress, and one that appears is") {
  Progress progress = begun_with(0);
  CHECK_FALSE(hangs(progress, 0, 1'900));
  CHECK_FALSE(hangs(progress, 1, 1'950));
  CHECK_FALSE(hangs(progress, 0, 2'900));
  CHECK(hangs(progress, 0, 2'950));
}

TEST_CASE("a state that was put back is progress too") {
  Progress progress = begun_with(7);
  CHECK_FALSE(hangs(progress, 6, 1'900));
  CHECK_FALSE(hangs(progress, 6, 2'800));
}

TEST_CASE("who looks is told when, often enough and not too often") {
  Progress progress = begun_with(7);
  CHECK(progress.due() == after(250));
  CHECK_FALSE(hangs(progress, 7, 1'900));
  CHECK(progress.due() == after(2'000));
  Progress patient(std::chrono::hours(1));
  patient.start(0, began);
  CHECK(patient.due() == after(5'000));
}

TEST_CASE("who looks much too late grants the time once more and only once") {
  Progress progress = begun_with(7);
  CHECK_FALSE(hangs(progress, 7, 60'000));
  CHECK(hangs(progress, 7, 120'000));
}

TEST_CASE("the newest state's number is told by the headers alone") {
  const TempDir dir;
  const std::string file = dir.file("app.ckpt");
  CHECK(checkpoint::newest_sequence(file).error().code == std::errc::no_such_file_or_directory);
  checkpoint::Store store = open_store(file);
  for (std::uint64_t number = 1; number <= 5; ++number) {
    commit(store);
    CHECK(checkpoint::newest_sequence(file).value_or(0) == number);
  }
}

TEST_CASE("a kept program that never commits is ended and started again") {
  const TempDir dir;
  const Victim victim;
  const Watchdog watchdog(followed(victim, dir.file("none.ckpt"), "200ms"));
  CHECK(reason_of_hang(watchdog) == "it has committed nothing to its checkpoint for 400 ms");
  CHECK(watchdog.wait_for_events("started", 2));
}

TEST_CASE("a kept program hangs once it commits no more, and not while it does") {
  const TempDir dir;
  const std::string file = dir.file("app.ckpt");
  checkpoint::Store store = open_store(file);
  const Victim victim;
  const Watchdog watchdog(followed(victim, file, "1s"));
  REQUIRE(watchdog.wait_for_events("started", 1));
  const Time enough = Clock::now() + milliseconds(2'500);
  CHECK(wait_until([&] {
    commit(store);
    return Clock::now() >= enough;
  }));
  CHECK(watchdog.events("hung").empty());
  CHECK(reason_of_hang(watchdog) == "it has committed nothing to its checkpoint for 1 s");
}

TEST_CASE("progress is that of a checkpoint, which has to be named") {
  Watchdog watchdog({"keep", "--checkpoint-progress", "1s", "--", "app"});
  CHECK(watchdog.wait() == process::Exit::code(2));
  CHECK(watchdog.says("--checkpoint"));
}
