// SPDX-License-Identifier: MIT
//
// From kill -9 to the first instruction of the new process: this project beside the floor that the
// system sets, a shell loop and the peers that are installed, in turns within one run. Prints a
// Markdown table.
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

}  // namespace

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "--floor") run_floor(argv + 2);
  const int kills = argc > 1 ? std::atoi(argv[1]) : 200;
  if (kills < 1) return 2;
  process::adopt_orphans();
  Ear ear;
  std::vector<std::string> missing;
  std::mt19937 random(1);
  fmt::print(
      "| keeper | set-up | kills | p50 ms | p90 ms | p99 ms | p50 / floor "
      "|\n|---|---|---|---|---|---|---|\n");
  double floor = 0;
  for (const Contender& contender : contenders(own_path(), ear.folder(), ear.path(), missing)) {
    std::vector<double> latencies =
        measure(contender, ear, std::max(1, kills / contender.share), random);
    if (latencies.empty()) continue;
    std::sort(latencies.begin(), latencies.end());
    const double p50 = percentile(latencies, 0.5);
    if (floor == 0) floor = p50;
    fmt::print("| {} | {} | {} | {:.3f} | {:.3f} | {:.3f} | {:.2f} |\n", contender.name,
               contender.note, latencies.size(), p50, percentile(latencies, 0.9),
               percentile(latencies, 0.99), p50 / floor);
    std::fflush(stdout);
  }
  for (const std::string& name : missing) fmt::print("\nNot installed, not measured: {}\n", name);
}
