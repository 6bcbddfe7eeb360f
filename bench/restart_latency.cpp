// SPDX-License-Identifier: MIT
//
// From kill -9 to the first instruction of the new process: this project beside the floor that the
// system sets, a shell loop and the peers that are installed, each in turn, ten times over. Prints
// a Markdown table.
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

std::vector<double> measure(const Contender& contender, Ear& ear, int kills, std::mt19937& random) {
  std::vector<double> latencies;
  const Result<process::Child> supervisor = process::spawn(contender.command);
  if (!supervisor) return latencies;
  std::optional<Record> record = ear.next();
  std::uniform_int_distribution<int> spread(-20, 20);
  for (int kill = 0; kill < kills && record; ++kill) {
    std::this_thread::sleep_for(std::chrono::milliseconds(contender.uptime_ms + spread(random)));
    const long killed = now();
    ::kill(static_cast<pid_t>(record->pid), SIGKILL);
    record = ear.next();
    if (record) latencies.push_back(static_cast<double>(record->nanoseconds - killed) / 1e6);
  }
  supervisor->force();
  process::end_descendants();
  ear.empty();
  return latencies;
}

/// The first of them is the floor.
void print(const std::vector<Contender>& all, std::vector<std::vector<double>>& latencies) {
  fmt::print(
      "| keeper | set-up | kills | p50 ms | p90 ms | p99 ms | p50 / floor "
      "|\n|---|---|---|---|---|---|---|\n");
  double floor = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    std::vector<double>& values = latencies[i];
    if (values.empty()) continue;
    std::sort(values.begin(), values.end());
    const double p50 = percentile(values, 0.5);
    if (i == 0) floor = p50;
    fmt::print("| {} | {} | {} | {:.3f} | {:.3f} | {:.3f} | {:.2f} |\n", all[i].name, all[i].note,
               values.size(), p50, percentile(values, 0.9), percentile(values, 0.99), p50 / floor);
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
  std::vector<std::vector<double>> latencies(all.size());
  for (int round = 0; round < rounds; ++round) {
    for (std::size_t i = 0; i < all.size(); ++i) {
      const int share = std::max(1, kills / rounds / all[i].share);
      const std::vector<double> more = measure(all[i], ear, share, random);
      latencies[i].insert(latencies[i].end(), more.begin(), more.end());
    }
  }
  print(all, latencies);
  for (const std::string& name : missing) fmt::print("\nNot installed, not measured: {}\n", name);
}
