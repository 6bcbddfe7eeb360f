// SPDX-License-Identifier: MIT
#include <algorithm>
#include <filesystem>
#include <random>

#include "child.hpp"
#include "experiments.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"
#include "watchdog/checkpoint/inspect.hpp"

namespace watchdog::torture {
namespace {

std::size_t lines(const std::string& output) {
  const std::string text = test::read_file(output);
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

/// So long that the kill comes at no particular point of a commit: not a wait for anything.
void spin(std::chrono::microseconds time) {
  const Time end = Clock::now() + time;
  while (Clock::now() < end) continue;
}

/// A life of the victim that ends after a random number of commits and then some microseconds.
/// False when it did not live that long, or ended by itself.
bool live_and_die(const Settings& settings, const Life& life, std::mt19937& random) {
  test::Child victim(life.words(settings), settings.file("said"));
  const std::size_t enough = random() % 8;
  test::wait_until([&] { return lines(settings.file("said")) >= enough || !victim.running(); });
  spin(std::chrono::microseconds(random() % 3000));
  victim.kill();
  return victim.wait() == 137;
}

/// Lives that go on where the last one was killed; or, `afresh`, each with a new file.
Tally live(const Settings& settings, const Life& life, std::size_t lives, bool afresh) {
  std::mt19937 random(std::random_device{}());
  Tally tally;
  std::uint64_t known = 0;
  for (std::size_t i = 0; i < lives; ++i) {
    const bool killed = live_and_die(settings, life, random);
    const std::uint64_t acknowledged = std::max(known, last_acknowledged(settings.file("said")));
    const Outcome outcome =
        judge_apart(life.file, {life.sizes, acknowledged, acknowledged + 1, false, false});
    tally.add(killed ? outcome : Outcome::wrong);
    if (afresh)
      std::filesystem::remove(life.file);
    else if (const auto state = checkpoint::read_generation(life.file, 0))
      known = life.sizes.number_of(state->payload);  // What was under way may have got there.
  }
  std::filesystem::remove(life.file);
  return tally;
}

}  // namespace

void kill_at_random(const Settings& settings, Report& report) {
  const std::size_t lives = settings.pick(40, 520);
  for (const std::string& durability : durabilities) {
    for (const std::size_t size : {64U, 4096U, 65536U, 1048576U})
      report.row(fmt::format("SIGKILL at random, {}, {} bytes", durability, size),
                 live(settings, {settings.file("a"), {size, size}, durability, {}}, lives, false));
    report.row(fmt::format("SIGKILL at random, {}, while it is made and grows", durability),
               live(settings, {settings.file("a"), {4096, 8000000}, durability, {}}, lives, true));
  }
}

}  // namespace watchdog::torture
