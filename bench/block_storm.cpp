// SPDX-License-Identifier: MIT
//
// What a blocker costs those whom it does not mean: a thousand starts a second of another program,
// with each blocker in turns, and without any. Prints a Markdown table.
//   block_storm [ROUNDS]        of a second for each; default 10
#include <fmt/format.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <numeric>

#include "blockers.hpp"
#include "measure.hpp"

using namespace watchdog;
using namespace watchdog::bench;

namespace {

constexpr int per_second = 1'000;

/// What a second of it was like.
struct Second {
  double p50 = 0;  ///< From before the start to the end of the program, in microseconds.
  double mean = 0;
  double rate = 0;  ///< Starts a second.
  double cpu = 0;   ///< Of the blocker, in seconds.
};

struct Tally {
  std::vector<double> p50, mean, rate, cpu;
  std::vector<double> slower_p50, slower_mean;  ///< Than without in the same round.
};

double start_one(const std::string& program) {
  const long begin = now();
  const Start started = start(program, nullptr, false);
  if (started.pid == 0) std::exit(2);
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(started.pid), &info, WEXITED);
  return static_cast<double>(now() - begin) / 1e3;
}

Second storm(const std::string& program) {
  std::vector<double> times;
  const long begin = now();
  for (int i = 0; i < per_second; ++i) {
    const long due = begin + i * (1'000'000'000L / per_second);
    const timespec until{due / 1'000'000'000, due % 1'000'000'000};
    ::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
    times.push_back(start_one(program));
  }
  const double seconds = static_cast<double>(now() - begin) / 1e9;
  std::sort(times.begin(), times.end());
  const double sum = std::accumulate(times.begin(), times.end(), 0.0);
  return {percentile(times, 0.5), sum / per_second, per_second / seconds, 0};
}

void add(const Second& second, const Second& without, Tally& tally) {
  tally.p50.push_back(second.p50);
  tally.mean.push_back(second.mean);
  tally.rate.push_back(second.rate);
  tally.cpu.push_back(second.cpu);
  tally.slower_p50.push_back(second.p50 / without.p50);
  tally.slower_mean.push_back(second.mean / without.mean);
}

void measure(const Blocker& blocker, const Stage& stage, const std::string& program,
             const Second& without, Tally& tally) {
  const auto running = Running::start(blocker, stage);
  if (!running) return;
  const double before = running->cpu_seconds();
  Second second = storm(program);
  second.cpu = running->cpu_seconds() - before;
  add(second, without, tally);
}

double median(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  return percentile(values, 0.5);
}

void print(const std::string& name, Tally& tally) {
  if (tally.p50.empty()) return fmt::print("| {} | did not arm | | | | | |\n", name);
  const double rate = median(tally.rate);
  fmt::print("| {} | {:.0f} | {:.0f} | {:.0f} | {:.3f} | {:.3f} | {:.1f} |\n", name, rate,
             median(tally.p50), median(tally.mean), median(tally.slower_p50),
             median(tally.slower_mean), 100 * median(tally.cpu) * rate / per_second);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 10;
  if (rounds < 1) return 2;
  const Stage stage;
  const std::string program = stage.copy("/bin/true", "unrelated");
  std::vector<std::string> missing;
  const std::vector<Blocker> all = blockers(stage, missing);
  Tally nobody;
  std::vector<Tally> tallies(all.size());
  for (int round = 0; round < rounds; ++round) {
    const Second without = storm(program);
    // Again: how much two of them differ by themselves.
    add(storm(program), without, nobody);
    for (std::size_t i = 0; i < all.size(); ++i)
      measure(all[i], stage, program, without, tallies[i]);
  }
  fmt::print(
      "| blocker | starts a second | p50 us | mean us | p50 / without | mean / without | its CPU % "
      "|\n|---|---|---|---|---|---|---|\n");
  print("none", nobody);
  for (std::size_t i = 0; i < all.size(); ++i) print(all[i].name, tallies[i]);
  for (const std::string& name : missing) fmt::print("\nNot here, not measured: {}\n", name);
}
