// SPDX-License-Identifier: MIT
//
// From kill -9 to the first instruction of the new process: this project beside the floor that the
// system sets, a shell loop and the peers that are installed, each in turn, ten times over; and
// from the keeper's own start to the first one. Prints a Markdown table.
//   restart_latency [KILLS]        default 200
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <random>
#include <thread>

#include "contenders.hpp"
#include "measure.hpp"
#include "watchdog/process/orphans.hpp"

using namespace watchdog;
using namespace watchdog::bench;

namespace {

/// Each contender has its turn in each: a machine that is slower for a minute is so for all.
constexpr int rounds = 10;

struct Times {
  std::vector<double> first;  ///< From the keeper's own start to its program's first instruction.
  std::vector<double> again;  ///< From a kill to the next one's.
};

double milliseconds_since(long begin, const Record& record) {
  return static_cast<double>(record.nanoseconds - begin) / 1e6;
}

void measure(const Contender& contender, Ear& ear, int kills, std::mt19937& random, Times& times) {
  const long begin = now();
  const Result<process::Child> supervisor = process::spawn(contender.command);
  if (!supervisor) return;
  std::optional<Record> record = ear.next();
  if (record) times.first.push_back(milliseconds_since(begin, *record));
  std::uniform_int_distribution<int> spread(-20, 20);
  for (int kill = 0; kill < kills && record; ++kill) {
    std::this_thread::sleep_for(std::chrono::milliseconds(contender.uptime_ms + spread(random)));
    const long killed = now();
    ::kill(static_cast<pid_t>(record->pid), SIGKILL);
    record = ear.next();
    if (record) times.again.push_back(milliseconds_since(killed, *record));
  }
  supervisor->force();
  process::end_descendants();
  ear.empty();
}

/// The first of them is the floor.
void print(const std::vector<Contender>& all, std::vector<Times>& times) {
  fmt::print(
      "| keeper | set-up | kills | p50 ms | p90 ms | p99 ms | p50 / floor | first "
      "start p50 ms |\n|---|---|---|---|---|---|---|---|\n");
  double floor = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<double>& values = times[i].again;
    if (values.empty()) continue;
    std::sort(values.begin(), values.end());
    std::sort(times[i].first.begin(), times[i].first.end());
    const double p50 = percentile(values, 0.5);
    if (i == 0) floor = p50;
    fmt::print("| {} | {} | {} | {:.3f} | {:.3f} | {:.3f} | {:.2f} | {:.2f} |\n", all[i].name,
               all[i].note, values.size(), p50, percentile(values, 0.9), percentile(values, 0.99),
               p50 / floor, percentile(times[i].first, 0.5));
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "--floor") run_floor(argv + 2);
  const int kills = argc > 1 ? std::atoi(argv[1]) : 200;
  if (kills < 1) return 2;
  process::adopt_orphans();
  Ear ear;
  std::vector<std::string> missing;
  std::mt19937 random(1);
  const std::vector<Contender> all = contenders(own_path(), ear.folder(), ear.path(), missing);
  std::vector<Times> times(all.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const int share = std::max(1, kills / rounds / all[i].share);
      measure(all[i], ear, share, random, times[i]);
    }
  }
  print(all, times);
  for (const std::string& name : missing) fmt::print("\nNot installed, not measured: {}\n", name);
}
