// SPDX-License-Identifier: MIT
//
// What it costs to keep many programs, and how soon all are back when all are killed at once: this
// project beside the floor that the system sets and the peers that are installed, in one run. A
// time to be back is the middle one of nine. Prints a Markdown table.
//   many_programs [PROGRAMS [IDLE_SECONDS]]        default 1000 and 20
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>

#include "measure.hpp"
#include "watchdog/process/list.hpp"
#include "watchdog/process/orphans.hpp"
#include "watchdog/process/spawn.hpp"

using namespace watchdog;
using namespace watchdog::bench;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t mass_kills = 9;
constexpr long mass_kill_seconds = 40;

struct Contender {
  std::string name;
  process::Command command;
};

struct Cost {
  double megabytes = 0;  ///< Proportional set size of all its processes, the victims left out.
  long switches = 0;     ///< Context switches of all its threads so far.
  std::size_t processes = 0;
  std::size_t descriptors = 0;
};

std::string watchdog_file(const Ear& ear, std::size_t count) {
  const std::string path = ear.folder() + "/many.toml";
  std::ofstream out(path);
  for (std::size_t done = 0, table = 1; done < count; done += 1'000, ++table)
    out << fmt::format("[program.p{}]\ndelay = '0s'\ncommand = ['{}', '{}']\ninstances = {}\n",
                       table, WD_BENCH_VICTIM, ear.path(),
                       std::min<std::size_t>(count - done, 1'000));
  return path;
}

std::string s6_folder(const Ear& ear, std::size_t count) {
  const std::string scanned = ear.folder() + "/s6";
  for (std::size_t i = 0; i < count; ++i) {
    const std::string service = fmt::format("{}/p{}", scanned, i);
    fs::create_directories(service);
    std::ofstream(service + "/run")
        << fmt::format("#!/bin/sh\nexec {} {}\n", WD_BENCH_VICTIM, ear.path());
    fs::permissions(service + "/run", fs::perms::owner_all);
  }
  return scanned;
}

std::string supervisor_file(const Ear& ear, std::size_t count) {
  const std::string path = ear.folder() + "/supervisord.conf";
  std::ofstream(path) << fmt::format(
      "[supervisord]\nnodaemon=true\nlogfile=/dev/null\nlogfile_maxbytes=0\npidfile={0}/"
      "supervisord.pid\nminfds={1}\n[program:victim]\ncommand={2} "
      "{3}\nprocess_name=p%(process_num)s\n"
      "numprocs={4}\nstartsecs=0\nautorestart=true\nstdout_logfile=NONE\nstderr_logfile=NONE\n",
      ear.folder(), 8 * count + 100, WD_BENCH_VICTIM, ear.path(), count);
  return path;
}

std::vector<Contender> contenders(const Ear& ear, std::size_t count) {
  process::Command ours =
      apart(silent(WD_WATCHDOG, {"run", watchdog_file(ear, count)}), ear.folder());
  std::vector<Contender> all{{"floor", silent(own_path(), {"--floor", WD_BENCH_VICTIM, ear.path(),
                                                           std::to_string(count)})},
                             {"watchdog", std::move(ours)}};
  if (process::find_program("s6-svscan")) {
    const std::string limit = std::to_string(std::max<std::size_t>(count + 10, 500));
    all.push_back({"s6", silent("s6-svscan", {"-c", limit, s6_folder(ear, count)})});
  }
  if (process::find_program("supervisord"))
    all.push_back({"supervisord", silent("supervisord", {"-c", supervisor_file(ear, count)})});
  return all;
}

/// The number behind `key` in a file of lines "key: number"; 0 when there is none.
long number_in(const fs::path& file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key)) return std::atol(line.c_str() + key.size());
  }
  return 0;
}

std::size_t entries_in(const fs::path& folder) {
  std::error_code failed;
  std::size_t count = 0;
  for (fs::directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    ++count;
  return count;
}

void add_cost(process::Pid pid, Cost& cost) {
  const fs::path folder = fmt::format("/proc/{}", pid);
  ++cost.processes;
  cost.megabytes += static_cast<double>(number_in(folder / "smaps_rollup", "Pss:")) / 1024;
  cost.descriptors += entries_in(folder / "fd");
  std::error_code failed;
  for (fs::directory_iterator task(folder / "task", failed), end; !failed && task != end;
       task.increment(failed)) {
    cost.switches += number_in(task->path() / "status", "voluntary_ctxt_switches:");
    cost.switches += number_in(task->path() / "status", "nonvoluntary_ctxt_switches:");
  }
}

Cost cost_of(process::Pid supervisor) {
  Cost cost;
  const Result<std::vector<process::Entry>> table = process::list();
  if (!table) return cost;
  for (const process::Identity& id : process::descendants(*table, supervisor)) {
    const auto entry = std::find_if(table->begin(), table->end(),
                                    [&](const process::Entry& one) { return one.id == id; });
    if (entry != table->end() && entry->image != WD_BENCH_VICTIM) add_cost(id.pid, cost);
  }
  return cost;
}

double milliseconds_between(long begin, long end) { return static_cast<double>(end - begin) / 1e6; }

long last_of(const std::vector<Record>& records) {
  long last = 0;
  for (const Record& record : records) last = std::max(last, record.nanoseconds);
  return last;
}

/// How long until all are back; nothing: they never were.
std::optional<double> kill_all(Ear& ear, std::vector<Record>& victims) {
  const std::size_t count = victims.size();
  const long killed = now();
  for (const Record& victim : victims) ::kill(static_cast<pid_t>(victim.pid), SIGKILL);
  victims = ear.next(count);
  if (victims.size() != count) return std::nullopt;
  return milliseconds_between(killed, last_of(victims));
}

/// The middle one of several times, since one is over in a tenth of a second; of fewer where each
/// takes long.
std::optional<double> time_to_be_back(Ear& ear, std::vector<Record>& victims) {
  std::vector<double> times;
  const long enough = now() + mass_kill_seconds * 1'000'000'000;
  while (times.size() < mass_kills && (times.empty() || now() < enough)) {
    const std::optional<double> time = kill_all(ear, victims);
    if (!time) return std::nullopt;
    times.push_back(*time);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
  }
  std::sort(times.begin(), times.end());
  return percentile(times, 0.5);
}

void measure(const Contender& contender, Ear& ear, std::size_t count, int idle_seconds,
             double& floor) {
  const long begin = now();
  const Result<process::Child> supervisor = process::spawn(contender.command);
  if (!supervisor) return;
  std::vector<Record> victims = ear.next(count);
  if (victims.size() == count) {
    const double started = milliseconds_between(begin, last_of(victims));
    std::this_thread::sleep_for(std::chrono::seconds(2));  // What follows a start is over.
    const Cost before = cost_of(supervisor->pid());
    std::this_thread::sleep_for(std::chrono::seconds(idle_seconds));
    const Cost after = cost_of(supervisor->pid());
    const double back = time_to_be_back(ear, victims).value_or(-1);
    if (floor == 0) floor = back;
    fmt::print("| {} | {} | {:.0f} | {} | {:.2f} | {} | {} | {:.0f} | {:.2f} |\n", contender.name,
               count, started, after.processes, after.megabytes, after.descriptors,
               after.switches - before.switches, back, back / floor);
  } else {
    fmt::print("| {} | {} | only {} started | | | | | | |\n", contender.name, count,
               victims.size());
  }
  std::fflush(stdout);
  supervisor->force();
  process::end_descendants();
  ear.empty();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 5 && std::string(argv[1]) == "--floor") run_floor(argv + 2);
  const int count = argc > 1 ? std::atoi(argv[1]) : 1'000;
  const int idle_seconds = argc > 2 ? std::atoi(argv[2]) : 20;
  if (count < 1 || idle_seconds < 1) return 2;
  process::adopt_orphans();
  Ear ear;
  fmt::print(
      "| keeper | programs | all started ms | processes | PSS MiB | descriptors | context switches "
      "in {} s | all back p50 ms | all back / floor |\n|---|---|---|---|---|---|---|---|---|\n",
      idle_seconds);
  double floor = 0;
  const auto programs = static_cast<std::size_t>(count);
  for (const Contender& contender : contenders(ear, programs))
    measure(contender, ear, programs, idle_seconds, floor);
}
