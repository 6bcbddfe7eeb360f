// SPDX-License-Identifier: MIT
//
// What it takes to save a state: watchdog::checkpoint beside what people use instead, on one disk
// in one run. Prints Markdown.
//   checkpoint_commits FOLDER [SECONDS]     for each method, size and round; default 0.1
//   checkpoint_commits --commits METHOD FOLDER COUNT     for strace to count
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <thread>

#include "checkpoint_stores.hpp"

using namespace watchdog::bench;
namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;
using Microseconds = std::chrono::duration<double, std::micro>;

namespace {

constexpr int rounds = 9;
/// Commits before those that count: SQLite's log grows for as many, and is written over from then.
constexpr int warm_up = 300;
constexpr std::size_t small = 4096;
constexpr std::size_t large = 1U << 20;
constexpr std::size_t huge = 64U << 20;

/// Of one round, or of all.
struct Figures {
  std::vector<double> commits;
  std::vector<double> loads;
};

State state_of(std::size_t size) {
  State state;
  state.bytes.resize(size);
  std::uint32_t x = 1;
  for (auto& byte : state.bytes)
    byte = static_cast<std::uint8_t>((x = x * 1664525 + 1013904223) >> 24);
  return state;
}

/// Nothing of the method before is left for the disk to do.
void empty(const std::string& folder) {
  fs::remove_all(folder);
  fs::create_directories(folder);
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0 || ::syncfs(handle) != 0) std::exit(1);
  ::close(handle);
}

double quantile(std::vector<double> values, double part) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(static_cast<double>(values.size()) * part)];
}

template <class Deed>
double time_of(Deed deed) {
  const auto start = Clock::now();
  deed();
  return Microseconds(Clock::now() - start).count();
}

double load_time(const Method& method, const std::string& folder, std::uint64_t number) {
  double best = 1e12;
  for (int i = 0; i < 5; ++i) {
    State loaded;
    best = std::min(best, time_of([&] { loaded = method.load(folder); }));
    if (loaded.number != number) std::exit(1);
  }
  return best;
}

Figures measure(const Method& method, const std::string& folder, std::size_t size, double seconds) {
  empty(folder);
  State state = state_of(size);
  Figures seen;
  std::vector<double>& times = seen.commits;
  {
    const auto saver = method.open(folder);
    const auto save = [&] { saver->save(state); };
    for (int i = 0; i < (size == small ? warm_up : 3); ++i) save();
    const auto end = Clock::now() + std::chrono::duration<double>(seconds);
    while (times.size() < 3 || (Clock::now() < end && times.size() < 20'000)) {
      ++state.number;
      times.push_back(time_of(save));
    }
  }
  if (method.load) seen.loads.push_back(load_time(method, folder, state.number));
  return seen;
}

std::vector<double> lines_of(const std::string& command) {
  std::vector<double> numbers;
  std::FILE* pipe = ::popen(command.c_str(), "r");
  for (double number = 0; pipe != nullptr && std::fscanf(pipe, "%lf", &number) == 1;)
    numbers.push_back(number);
  if (pipe != nullptr) ::pclose(pipe);
  return numbers;
}

Figures measure_pickle(const std::string& how, const std::string& folder, std::size_t size,
                       double seconds) {
  empty(folder);
  auto numbers = lines_of(fmt::format("/usr/bin/python3 {} {} {} {} {}", WD_PICKLE_COMMITS, how,
                                      folder, size, seconds));
  if (numbers.size() < 2) return {};
  const double load = numbers.back();
  numbers.pop_back();
  return {std::move(numbers), {load}};
}

struct Row {
  std::string name;
  std::string survives;
  std::function<Figures(std::size_t, double)> measure;
  std::map<std::size_t, Figures> seen = {};

  void add_round(std::size_t size, double seconds) {
    const Figures round = measure(size, seconds);
    Figures& all = seen[size];
    all.commits.insert(all.commits.end(), round.commits.begin(), round.commits.end());
    all.loads.insert(all.loads.end(), round.loads.begin(), round.loads.end());
  }
  double commit(std::size_t size, double part) const {
    return quantile(seen.at(size).commits, part);
  }
  double load(std::size_t size) const { return quantile(seen.at(size).loads, 0.5); }
};

std::string text_of(double microseconds) {
  return microseconds == 0     ? "-"
         : microseconds < 10   ? fmt::format("{:.2f} us", microseconds)
         : microseconds < 1000 ? fmt::format("{:.0f} us", microseconds)
                               : fmt::format("{:.1f} ms", microseconds / 1000);
}

std::vector<Row> all_rows(const std::string& folder) {
  std::vector<Row> rows;
  for (const Method& method : methods())
    rows.push_back({method.name, method.survives, [=](std::size_t size, double seconds) {
                      return measure(method, folder, size, seconds);
                    }});
  for (const std::string how : {"careful", "naive"})
    rows.push_back({how == "careful" ? "pickle, temporary file, fsync, replace, fsync of the folder"
                                     : "pickle into the file",
                    how == "careful" ? "power" : "nothing", [=](std::size_t size, double seconds) {
                      return measure_pickle(how, folder, size, seconds);
                    }});
  return rows;
}

void print_table(const std::vector<Row>& rows) {
  std::puts(
      "| method | survives | 4 KiB p50 | p99 | x ours | 1 MiB p50 | p99 | x ours | load 4 KiB | "
      "load 64 "
      "MiB |\n|---|---|--:|--:|--:|--:|--:|--:|--:|--:|");
  for (const Row& row : rows) {
    std::string line = fmt::format("| {} | {} |", row.name, row.survives);
    for (const std::size_t size : {small, large}) {
      const double p50 = row.commit(size, 0.5);
      line += fmt::format(" {} | {} | {:.2f} |", text_of(p50), text_of(row.commit(size, 0.99)),
                          p50 / rows[0].commit(size, 0.5));
    }
    fmt::print("{} {} | {} |\n", line, text_of(row.load(small)), text_of(row.load(huge)));
  }
}

/// Calls for each commit: the difference between a run of 30 and one of 10.
void print_calls(const std::string& program, const std::string& folder) {
  std::puts("\n| method | writes | flushes | others |\n|---|--:|--:|--:|");
  const auto count = [&](const std::string& method, int commits, const char* calls) {
    empty(folder);
    const auto lines = lines_of(fmt::format(
        "strace -f -qq -e trace={} -o {}/calls '{}' --commits '{}' {} {} && grep -c '(' {}/calls",
        calls, folder, program, method, folder, commits, folder));
    return lines.empty() ? 0.0 : lines[0];
  };
  constexpr const char* writes = "write,writev,pwrite64,pwritev";
  constexpr const char* flushes = "fsync,fdatasync,msync";
  const auto each = [&](const std::string& method, const char* calls) {
    return (count(method, 30, calls) - count(method, 10, calls)) / 20;
  };
  for (const Method& method : methods()) {
    const double writing = each(method.name, writes);
    const double flushing = each(method.name, flushes);
    const double all = each(method.name, "%file,%desc,msync");
    fmt::print("| {} | {:.1f} | {:.1f} | {:.1f} |\n", method.name, writing, flushing,
               std::max(all - writing - flushing, 0.0));
  }
}

/// The share of a program's time that a commit a second takes.
void print_share(const std::string& folder) {
  std::puts("\n| a commit a second | 4 KiB | 1 MiB |\n|---|--:|--:|");
  for (const Method& method : methods()) {
    if (!method.name.starts_with("**")) continue;
    std::string line = fmt::format("| {} |", method.name);
    for (const std::size_t size : {small, large}) {
      empty(folder);
      const auto saver = method.open(folder);
      State state = state_of(size);
      saver->save(state);
      double spent = 0;
      const auto begin = Clock::now();
      for (int second = 1; second <= 4; ++second) {
        while (Clock::now() < begin + std::chrono::seconds(second))
          ++state.bytes[state.number % size];
        ++state.number;
        spent += time_of([&] { saver->save(state); });
      }
      line += fmt::format(" {:.3f} % |", spent / 1e4 / 4);
    }
    fmt::print("{}\n", line);
  }
}

int commit_for_strace(const std::string& name, const std::string& folder, int count) {
  for (const Method& method : methods()) {
    if (method.name != name) continue;
    const auto saver = method.open(folder);
    State state = state_of(small);
    for (int i = 0; i < count; ++i) saver->save(state);
    std::fflush(nullptr);
    std::_Exit(0);  // What closing does is not a commit's.
  }
  return 2;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words(argv, argv + argc);
  if (words.size() == 5 && words[1] == "--commits")
    return commit_for_strace(words[2], words[3], std::atoi(argv[4]));
  if (words.size() < 2) return 2;
  const std::string folder = words[1] + "/checkpoint_commits";
  const double seconds = words.size() > 2 ? std::strtod(argv[2], nullptr) : 0.1;
  std::vector<Row> rows = all_rows(folder);
  for (int round = 0; round < rounds; ++round)
    for (const std::size_t size : {small, large})
      for (Row& row : rows) row.add_round(size, seconds);
  for (Row& row : rows) row.add_round(huge, 0);
  print_table(rows);
  print_calls(fs::canonical("/proc/self/exe"), folder);
  print_share(folder);
  fs::remove_all(folder);
}
