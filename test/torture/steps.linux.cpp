// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <optional>

#include "experiments.hpp"

namespace watchdog::torture {
namespace {

constexpr test::Sizes small{64, 64};

/// Commits four states and stops itself in the middle of them and at the end, for who traces it.
[[noreturn]] void be_traced(const std::string& path, checkpoint::Durability durability,
                            std::atomic<std::uint64_t>& acknowledged) {
  checkpoint::Options options;
  options.durability = durability;
  ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  auto opened = checkpoint::Store::open(path, options);
  for (std::uint64_t n = 1; opened && n <= 4; ++n) {
    if (n == 3) ::raise(SIGSTOP);
    if (!opened->store.commit(small.state(n))) ::_exit(1);
    acknowledged = n;
  }
  ::raise(SIGSTOP);
  ::_exit(0);
}

bool is_stopped_by_itself(pid_t process) {
  int status = 0;
  return ::waitpid(process, &status, 0) == process && WIFSTOPPED(status) &&
         WSTOPSIG(status) == SIGSTOP;
}

class Traced {
 public:
  Traced(const std::string& path, checkpoint::Durability durability)
      : acknowledged_(new (memory_) std::atomic<std::uint64_t>(0)), process_(::fork()) {
    if (process_ == 0) be_traced(path, durability, *acknowledged_);
    ready_ = is_stopped_by_itself(process_);
  }
  Traced(const Traced&) = delete;
  Traced& operator=(const Traced&) = delete;
  ~Traced() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    ::munmap(memory_, sizeof *acknowledged_);
  }

  bool is_ready() const { return ready_; }
  /// So many machine instructions; fewer when both commits are done. Returns how many.
  std::size_t step(std::size_t count) const {
    for (std::size_t i = 0; i < count; ++i) {
      ::ptrace(PTRACE_SINGLESTEP, process_, nullptr, nullptr);
      if (is_stopped_by_itself(process_)) return i;
    }
    return count;
  }
  std::uint64_t acknowledged() const { return *acknowledged_; }

 private:
  void* memory_ = ::mmap(nullptr, sizeof(std::atomic<std::uint64_t>), PROT_READ | PROT_WRITE,
                         MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  std::atomic<std::uint64_t>* acknowledged_;
  pid_t process_;
  bool ready_ = false;
};

/// Nothing when there are not so many instructions, or none can be counted.
std::optional<Outcome> kill_after(const std::string& path, checkpoint::Durability durability,
                                  std::size_t steps) {
  std::filesystem::remove(path);
  std::uint64_t acknowledged = 0;
  {
    const Traced process(path, durability);
    if (!process.is_ready() || process.step(steps) < steps) return std::nullopt;
    acknowledged = process.acknowledged();
  }
  return judge_apart(path, {small, acknowledged, acknowledged + 1, false, false});
}

std::size_t count_steps(const std::string& path, checkpoint::Durability durability) {
  std::filesystem::remove(path);
  const Traced process(path, durability);
  return process.is_ready() ? process.step(10'000'000) : 0;
}

}  // namespace

void kill_at_each_step(const Settings& settings, Report& report) {
  const auto durability = checkpoint::Durability::process;
  const std::size_t steps = count_steps(settings.file("a"), durability);
  if (steps == 0) return report.skip("no process may be traced");
  const std::size_t stride = std::max<std::size_t>(steps / settings.pick(12, 250), 1);
  Tally tally;
  for (std::size_t n = 0; const auto outcome = kill_after(settings.file("a"), durability, n);
       n += stride)
    tally.add(*outcome);
  report.row(
      fmt::format("SIGKILL at each {}th of the {} machine instructions of two commits; process",
                  stride, steps),
      tally);
}

}  // namespace watchdog::torture
