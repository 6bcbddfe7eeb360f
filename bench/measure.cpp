// SPDX-License-Identifier: MIT
#include "measure.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <utility>

namespace watchdog::bench {

process::Command silent(std::string program, std::vector<std::string> arguments) {
  process::Command result;
  result.program = std::move(program);
  result.arguments = std::move(arguments);
  result.output = process::Stream::to_null();
  result.error = process::Stream::to_null();
  return result;
}

process::Command apart(process::Command watchdog, const std::string& folder) {
  watchdog.extra_environment = {"WD_STATE_DIR=" + folder + "/state",
                                "WD_RUNTIME_DIR=" + folder + "/run"};
  return watchdog;
}

long now() {
  timespec time{};
  ::clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1'000'000'000 + time.tv_nsec;
}

Ear::Ear() {
  // In memory, as /run is, where supervisors have what they know.
  char folder[] = "/dev/shm/watchdog-bench-XXXXXX";
  if (::mkdtemp(folder) == nullptr) std::exit(2);
  folder_ = folder;
  ::mkfifo(path().c_str(), 0600);
  fifo_.reset(::open(path().c_str(), O_RDWR | O_CLOEXEC));
  ::fcntl(fifo_.get(), F_SETPIPE_SZ, 1 << 20);  // Room for all that speak at once.
}

Ear::~Ear() { std::filesystem::remove_all(folder_); }

std::optional<Record> Ear::next() {
  pollfd waiting{fifo_.get(), POLLIN, 0};
  Record record{};
  if (::poll(&waiting, 1, 20'000) != 1) return std::nullopt;
  if (::read(fifo_.get(), &record, sizeof record) != sizeof record) return std::nullopt;
  return record;
}

std::vector<Record> Ear::next(std::size_t count) {
  std::vector<Record> records;
  while (records.size() < count) {
    const std::optional<Record> record = next();
    if (!record) break;
    records.push_back(*record);
  }
  return records;
}

void Ear::empty() {
  pollfd waiting{fifo_.get(), POLLIN, 0};
  char buffer[4096];
  while (::poll(&waiting, 1, 0) == 1 && ::read(fifo_.get(), buffer, sizeof buffer) > 0) {
  }
}

namespace {

void start_one(char** words) {
  char* const arguments[] = {words[0], words[1], nullptr};
  char* const environment[] = {nullptr};
  if (::vfork() == 0) {
    ::execve(words[0], arguments, environment);
    ::_exit(127);
  }
}

}  // namespace

void run_floor(char** words) {
  for (int i = std::atoi(words[2]); i > 0; --i) start_one(words);
  while (true) {
    siginfo_t info{};
    if (::waitid(P_ALL, 0, &info, WEXITED) == 0) start_one(words);
  }
}

std::string own_path() { return std::filesystem::read_symlink("/proc/self/exe").string(); }

double percentile(const std::vector<double>& sorted, double share) {
  return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5)];
}

}  // namespace watchdog::bench
