// SPDX-License-Identifier: MIT
//
// Among many processes: `watchdog list NAME` beside pgrep, the scan's look at what is new beside
// the least that any look can cost, and what the scan takes of a processor in a minute. Prints a
// Markdown table.
//   block_crowd [SECONDS [PROCESSES...]]        default 60, and 300 2300 10000
#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <thread>

#include "blockers.hpp"
#include "measure.hpp"
#include "newcomers.hpp"

using namespace watchdog;
using namespace watchdog::bench;

namespace {

using Deed = std::function<void()>;

double milliseconds_of(const Deed& deed) {
  const long begin = now();
  deed();
  return static_cast<double>(now() - begin) / 1e6;
}

struct Pair {
  double ours = 0;
  double theirs = 0;  ///< Milliseconds, medians.
};

/// In turns, so many times.
Pair compare(int times, const Deed& ours, const Deed& theirs) {
  std::vector<double> our_times;
  std::vector<double> their_times;
  for (int i = 0; i < times; ++i) {
    our_times.push_back(milliseconds_of(ours));
    their_times.push_back(milliseconds_of(theirs));
  }
  std::sort(our_times.begin(), our_times.end());
  std::sort(their_times.begin(), their_times.end());
  return {percentile(our_times, 0.5), percentile(their_times, 0.5)};
}

/// Runs it to its end; its output leads nowhere.
void run(std::vector<std::string> words) {
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t silence;
  ::posix_spawn_file_actions_init(&silence);
  ::posix_spawn_file_actions_addopen(&silence, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, argv[0], &silence, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&silence);
  siginfo_t info{};
  if (error != 0 || ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED) != 0 ||
      info.si_code != CLD_EXITED || info.si_status != 0) {
    fmt::print(stderr, "{} did not find it\n", words[0]);
    std::exit(2);
  }
}

/// A look at nothing but which numbers are in use.
class BarePass {
 public:
  BarePass() : proc_(::open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {}
  void operator()() {
    ::lseek(proc_.get(), 0, SEEK_SET);
    while (::syscall(SYS_getdents64, proc_.get(), buffer_.data(), buffer_.size()) > 0) {
    }
  }

 private:
  UniqueHandle proc_;
  std::array<char, 1 << 16> buffer_;
};

Pair compare_looks() {
  auto newcomers = block::Newcomers::open();
  if (!newcomers) std::exit(2);
  BarePass pass;
  (*newcomers)->find(Clock::now());  // All are new at first, and young for a while.
  constexpr std::chrono::milliseconds grown_up(300);
  std::this_thread::sleep_for(grown_up);
  return compare(
      40, [&] { (*newcomers)->find(Clock::now()); }, [&] { pass(); });
}

Pair compare_lists(const Stage& stage) {
  const Start meant = start(stage.victim(), "wait", true);
  const Pair pair = compare(
      11,
      [&] {
        run({stage.file("watchdog"), "list", stage.name()});
      },
      [&] {
        run({"pgrep", "-x", stage.name()});
      });
  ::kill(meant.pid, SIGKILL);
  ::waitpid(meant.pid, nullptr, 0);
  return pair;
}

/// Of one processor, in percent; below 0: it did not arm.
double share_of(const Blocker& blocker, const Stage& stage, int seconds) {
  const auto running = Running::start(blocker, stage);
  if (!running) return -1;
  const long begin = now();
  const double before = running->cpu_seconds();
  std::this_thread::sleep_for(std::chrono::seconds(seconds));
  return 100 * (running->cpu_seconds() - before) / (static_cast<double>(now() - begin) / 1e9);
}

void measure(const Stage& stage, const std::vector<Blocker>& all, int seconds) {
  const Pair lists = compare_lists(stage);
  const Pair looks = compare_looks();
  fmt::print("| {} | {:.1f} | {:.1f} | 1/{:.1f} | {:.2f} | {:.2f} | {:.2f} |", process_count(),
             lists.ours, lists.theirs, lists.theirs / lists.ours, looks.ours, looks.theirs,
             looks.ours / looks.theirs);
  for (const Blocker& blocker : all) {
    if (blocker.name.find("scan") != std::string::npos)
      fmt::print(" {:.1f} |", share_of(blocker, stage, seconds));
  }
  fmt::print("\n");
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  const int seconds = argc > 1 ? std::atoi(argv[1]) : 60;
  std::vector<std::string> crowds(argv + std::min(argc, 2), argv + argc);
  if (crowds.empty()) crowds = {"300", "2300", "10000"};
  if (seconds < 1) return 2;
  const Stage stage;
  Crowd crowd(stage);
  std::vector<std::string> missing;
  const std::vector<Blocker> all = blockers(stage, missing);
  fmt::print(
      "| processes | watchdog list ms | pgrep -x ms | ratio | a look at what is new ms | "
      "getdents64 "
      "alone ms | ratio | scan CPU % | scan, 5 ms, CPU % "
      "|\n|---|---|---|---|---|---|---|---|---|\n");
  for (const std::string& processes : crowds) {
    crowd.fill_to(std::stoul(processes));
    measure(stage, all, seconds);
  }
}
