// SPDX-License-Identifier: MIT
//
// How long a blocked program runs, and how many of those are caught that end by themselves after a
// millisecond: this project with each of its sources beside a pkill loop and a psutil loop, in
// turns. Prints a Markdown table.
//   block_latency [VICTIMS [PROCESSES]]        of each kind, default 200; beside how many others,
//   default 300
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <random>
#include <thread>

#include "blockers.hpp"
#include "measure.hpp"

using namespace watchdog;
using namespace watchdog::bench;

namespace {

constexpr int rounds = 5;
constexpr std::chrono::milliseconds idle_time(2'000);

struct Tally {
  std::vector<double> lives;  ///< Milliseconds; of those that were ended.
  int never_ran = 0;
  int missed = 0;
  int brief = 0;   ///< Of those that end by themselves after a millisecond.
  int caught = 0;  ///< Of these.
  double idle_cpu = 0;
  double idle_seconds = 0;
};

/// Between two victims, in step with nobody's own pauses.
void pause(std::mt19937& random) {
  std::uniform_int_distribution<int> spread(10'000, 60'000);
  std::this_thread::sleep_for(std::chrono::microseconds(spread(random)));
}

void measure_idle(const Running& running, Tally& tally) {
  const long begin = now();
  const double before = running.cpu_seconds();
  std::this_thread::sleep_for(idle_time);
  tally.idle_cpu += running.cpu_seconds() - before;
  tally.idle_seconds += static_cast<double>(now() - begin) / 1e9;
}

void count(const Life& life, Tally& tally) {
  if (life.end == Life::End::missed) {
    ++tally.missed;
  } else {
    tally.never_ran += life.ran ? 0 : 1;
    tally.lives.push_back(life.milliseconds);
  }
}

void measure(const Blocker& blocker, const Stage& stage, int victims, std::mt19937& random,
             Tally& tally) {
  const auto running = Running::start(blocker, stage);
  if (!running) return;
  for (int i = 0; i < victims; ++i) {
    pause(random);
    count(stage.run("0"), tally);
    pause(random);
    ++tally.brief;
    tally.caught += stage.run("1000").end == Life::End::itself ? 0 : 1;
  }
  measure_idle(*running, tally);
}

void print(const Blocker& blocker, Tally& tally) {
  if (tally.lives.empty()) return fmt::print("| {} | did not arm | | | | | | | |\n", blocker.name);
  std::sort(tally.lives.begin(), tally.lives.end());
  fmt::print("| {} | {} | {} of {} | {:.2f} | {:.2f} | {:.2f} | {} | {} of {} | {:.1f} |\n",
             blocker.name, blocker.note, tally.never_ran,
             tally.lives.size() + std::size_t(tally.missed), percentile(tally.lives, 0.5),
             percentile(tally.lives, 0.9), percentile(tally.lives, 0.99), tally.missed,
             tally.caught, tally.brief, 100 * tally.idle_cpu / tally.idle_seconds);
}

}  // namespace

int main(int argc, char** argv) {
  const int victims = argc > 1 ? std::atoi(argv[1]) : 200;
  const int processes = argc > 2 ? std::atoi(argv[2]) : 300;
  if (victims < rounds || processes < 1) return 2;
  const Stage stage;
  Crowd crowd(stage);
  crowd.fill_to(static_cast<std::size_t>(processes));
  std::mt19937 random(1);
  std::vector<std::string> missing;
  const std::vector<Blocker> all = blockers(stage, missing);
  std::vector<Tally> tallies(all.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i)
      measure(all[i], stage, victims / rounds, random, tallies[i]);
  }
  fmt::print(
      "| blocker | set-up | never ran | p50 ms | p90 ms | p99 ms | missed | 1 ms victims caught | "
      "idle CPU "
      "% "
      "|\n|---|---|---|---|---|---|---|---|---|\n");
  for (std::size_t i = 0; i < all.size(); ++i) print(all[i], tallies[i]);
  for (const std::string& name : missing) fmt::print("\nNot here, not measured: {}\n", name);
}
