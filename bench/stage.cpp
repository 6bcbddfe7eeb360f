// SPDX-License-Identifier: MIT
#include "stage.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "watchdog/process/numbers.linux.hpp"

namespace watchdog::bench {
namespace {

namespace fs = std::filesystem;

constexpr int shared_file = 100;  // Where a victim looks for it.
constexpr long nobody = 65'534;
constexpr int patience_ms = 2'000;

/// What a victim writes.
enum Trace { ran, first, last, trace_size };

bool own_mounts(const std::string& folder) {
  return ::geteuid() == 0 && ::unshare(CLONE_NEWNS) == 0 &&
         ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
         ::mount("bench", folder.c_str(), "tmpfs", 0, "mode=755") == 0;
}

/// In a child that shares our memory. The calls themselves: the library's would change our other
/// threads, too.
[[noreturn]] void execute(char* const* words, bool as_nobody, volatile int& error) {
  char* const environment[] = {nullptr};
  if (as_nobody) ::syscall(SYS_setresgid, nobody, nobody, nobody);
  if (as_nobody) ::syscall(SYS_setresuid, nobody, nobody, nobody);
  ::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL);  // Nobody stays behind.
  ::execve(words[0], words, environment);
  error = errno;
  ::_exit(127);
}

pid_t start(char* const* words, bool as_nobody, volatile int& error) {
  const pid_t pid = ::vfork();
  if (pid == 0) execute(words, as_nobody, error);
  return pid;
}

void reap(pid_t pid) {
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED);
}

/// Whether it ended by force, by itself, or not in time; it is gone then.
Life::End end_of(pid_t pid) {
  const UniqueHandle process(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
  pollfd waiting{process.get(), POLLIN, 0};
  const bool ended = ::poll(&waiting, 1, patience_ms) == 1;
  if (!ended) ::kill(pid, SIGKILL);
  siginfo_t info{};
  ::waitid(P_PID, static_cast<id_t>(pid), &info, WEXITED);
  if (!ended) return Life::End::missed;
  return info.si_code == CLD_KILLED ? Life::End::killed : Life::End::itself;
}

}  // namespace

Start start(const std::string& file, const char* argument, bool ordinary) {
  char* const words[] = {const_cast<char*>(file.c_str()), const_cast<char*>(argument), nullptr};
  volatile int error = 0;
  const pid_t pid = start(words, ordinary && ::geteuid() == 0, error);
  if (pid < 0) return {0, errno};
  if (error != 0) reap(pid);
  return error != 0 ? Start{0, error} : Start{pid, 0};
}

Stage::Stage() : name_(fmt::format("wdb{:x}x", ::getpid())) {
  char folder[] = "/tmp/watchdog-bench-XXXXXX";
  if (::mkdtemp(folder) == nullptr) std::exit(2);
  folder_ = folder;
  fs::permissions(folder_, fs::perms(0755));
  privileged_ = own_mounts(folder_);
  victim_ = copy(WD_BLOCK_VICTIM, name_);
  bystander_ = copy(WD_BLOCK_VICTIM, "bystander");
  shared_.reset(::memfd_create("bench", MFD_CLOEXEC));
  if (::ftruncate(shared_.get(), trace_size * sizeof(long)) != 0) std::exit(2);
  ::dup2(shared_.get(), shared_file);  // Stays open when a victim is executed.
  void* const memory = ::mmap(nullptr, trace_size * sizeof(long), PROT_READ | PROT_WRITE,
                              MAP_SHARED, shared_.get(), 0);
  if (memory == MAP_FAILED) std::exit(2);
  trace_ = static_cast<volatile long*>(memory);
}

Stage::~Stage() {
  if (privileged_) ::umount2(folder_.c_str(), MNT_DETACH);
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string Stage::copy(const std::string& program, const std::string& name) const {
  fs::copy_file(program, file(name));
  fs::permissions(file(name), fs::perms(0755));
  return file(name);
}

Life Stage::run(const char* lifetime) const {
  for (int i = 0; i < trace_size; ++i) trace_[i] = 0;
  const Start started = start(victim_, lifetime, true);
  Life life;
  life.end = started.pid > 0 ? end_of(started.pid) : Life::End::denied;
  life.ran = trace_[ran] != 0;
  if (trace_[last] != 0)
    life.milliseconds = static_cast<double>(trace_[last] - trace_[first]) / 1e6;
  return life;
}

Crowd::~Crowd() {
  for (const pid_t pid : pids_) ::kill(pid, SIGKILL);
  for (const pid_t pid : pids_) reap(pid);
}

void Crowd::fill_to(std::size_t processes) {
  for (std::size_t there = process_count(); there < processes; ++there) {
    const Start started = start(stage_.bystander(), "wait", true);
    if (started.pid == 0) std::exit(2);
    pids_.push_back(started.pid);
  }
}

std::size_t process_count() {
  auto numbers = process::Numbers::open();
  const auto found = numbers ? numbers->read() : std::move(numbers).error();
  return found ? (*found)->size() : 0;
}

}  // namespace watchdog::bench
