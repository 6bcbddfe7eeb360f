// SPDX-License-Identifier: MIT
#include "dead_man.linux.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <new>
#include <utility>

#include "exec_permission.linux.hpp"

namespace watchdog::block {
namespace {

constexpr int patient = 500;   // ms between two looks.
constexpr int impatient = 20;  // The same while we don't answer.
constexpr int no_file = -1;

/// All but those: it must hold open nothing whose end somebody waits for.
void close_all_but(int a, int b) noexcept {
  const int low = std::min(a, b);
  const int high = std::max(a, b);
  const auto close_range = [](int first, int last) {
    if (first <= last) ::syscall(SYS_close_range, first, last, 0);
  };
  close_range(0, low - 1);
  close_range(low + 1, high - 1);
  close_range(high + 1, ~0U >> 1);
}

bool readable(int descriptor, int wait) noexcept {
  pollfd look{descriptor, POLLIN, 0};
  return ::poll(&look, 1, wait) > 0;
}

}  // namespace

struct DeadMan::Shared {
  std::atomic<int> file{no_file};         // That we have taken and not answered yet.
  std::atomic<std::uint32_t> answers{0};  // So far.
  static_assert(std::atomic<int>::is_always_lock_free);
};

DeadMan::Shared* DeadMan::share() {
  void* const memory =
      ::mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? nullptr : new (memory) Shared;
}

Result<DeadMan> DeadMan::start(NativeHandle group) {
  constexpr const char* action = "start what answers in our place";
  int ends[2];
  Shared* const shared = share();
  if (!shared) return last_failure(action, "");
  DeadMan dead_man(shared, UniqueHandle(), -1);
  if (::pipe2(ends, O_CLOEXEC) != 0) return last_failure(action, "");
  const UniqueHandle theirs(ends[0]);
  dead_man.life_.reset(ends[1]);
  dead_man.pid_ = ::fork();
  if (dead_man.pid_ < 0) return last_failure(action, "");
  if (dead_man.pid_ == 0) run(*shared, group, theirs.get());
  return dead_man;
}

DeadMan::DeadMan(DeadMan&& other) noexcept
    : shared_(std::exchange(other.shared_, nullptr)),
      life_(std::move(other.life_)),
      pid_(std::exchange(other.pid_, -1)) {}

DeadMan::~DeadMan() {
  if (pid_ > 0) {
    ::kill(pid_, SIGKILL);
    while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  if (shared_) ::munmap(shared_, sizeof(Shared));
}

void DeadMan::taken(int file) noexcept { shared_->file = file; }

void DeadMan::answered() noexcept {
  shared_->file = no_file;
  ++shared_->answers;
}

void DeadMan::run(Shared& shared, NativeHandle group, NativeHandle life) {
  // Only what may be called between fork and exec: there may have been threads.
  ::setsid();
  close_all_but(group, life);
  int wait = patient;
  bool waited = false;
  std::uint32_t before = shared.answers;
  while (!readable(life, wait)) {  // Until it is closed.
    const std::uint32_t answers = shared.answers;
    const int file = shared.file;
    const bool waits = file != no_file || readable(group, 0);
    if (answers != before) wait = patient;
    if (waits && waited && answers == before) {
      wait = impatient;
      // Answered twice does no harm: the kernel takes the first.
      if (file != no_file) allow_exec(group, file);
      while (allow_next_exec(group)) {
      }
    }
    waited = waits;
    before = answers;
  }
  ::_exit(0);
}

}  // namespace watchdog::block
