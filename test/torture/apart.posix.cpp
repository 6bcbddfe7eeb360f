// SPDX-License-Identifier: MIT
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <memory>
#include <new>

#include "judge.hpp"

namespace watchdog::torture {
namespace {

constexpr unsigned patience = 20;  ///< Seconds.

/// What the process apart has come to; in memory that outlives it.
struct Progress {
  std::size_t next = 0;
  Tally tally;
};

struct Unmap {
  void operator()(Progress* memory) const { ::munmap(memory, sizeof *memory); }
};

std::unique_ptr<Progress, Unmap> shared_progress() {
  void* memory =
      ::mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) std::abort();
  return std::unique_ptr<Progress, Unmap>(new (memory) Progress);
}

[[noreturn]] void run_trials(Progress& progress, std::size_t count,
                             const std::function<Outcome(std::size_t)>& trial) {
  const rlimit memory{2UL << 30, 2UL << 30};
  ::setrlimit(RLIMIT_AS, &memory);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  while (progress.next < count) {
    ::alarm(patience);
    progress.tally.add(trial(progress.next));
    ++progress.next;
  }
  ::_exit(0);
}

}  // namespace

Tally apart(std::size_t count, const std::function<Outcome(std::size_t)>& trial) {
  const auto progress = shared_progress();
  while (progress->next < count) {
    const pid_t child = ::fork();
    if (child < 0) std::abort();
    if (child == 0) run_trials(*progress, count, trial);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) continue;
    const bool hung = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
    progress->tally.add(hung ? Outcome::hung : Outcome::crashed);
    ++progress->next;
  }
  return progress->tally;
}

}  // namespace watchdog::torture
