// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <functional>
#include <string>
#include <system_error>
#include <vector>

namespace watchdog::test {

/// A child of ours, made by hand so that its file, its argv and its death are what a test wants.
/// Killed and reaped at its end.
class RawProcess {
 public:
  /// `body` runs in the child and should not return.
  explicit RawProcess(const std::function<void()>& body) : pid_(::fork()) {
    if (pid_ != 0) return;
    body();
    ::_exit(127);
  }
  /// Without a copy of our own memory, which under a sanitizer takes ten times as long as the rest.
  /// Returns when it executes that file.
  RawProcess(const std::string& file, const std::vector<std::string>& argv) {
    const int error =
        ::posix_spawn(&pid_, file.c_str(), nullptr, nullptr, pointers(argv).data(), environ);
    if (error != 0) throw std::system_error(error, std::generic_category(), file);
  }
  /// One that is there already.
  explicit RawProcess(pid_t child) : pid_(child) {}
  RawProcess(const RawProcess&) = delete;
  RawProcess& operator=(const RawProcess&) = delete;
  ~RawProcess() {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  static std::vector<char*> pointers(const std::vector<std::string>& words) {
    std::vector<char*> result;
    for (const std::string& word : words) result.push_back(const_cast<char*>(word.c_str()));
    result.push_back(nullptr);
    return result;
  }

  unsigned pid() const { return static_cast<unsigned>(pid_); }
  /// Whether it runs; it stays to be reaped.
  bool alive() const { return !ended(0); }
  /// Whether it was ended by SIGKILL.
  bool killed() const { return ended(SIGKILL); }
  /// Waits for its end, which is by itself or -1; it stays to be reaped, so its number stays its
  /// own.
  int exit_code() const {
    siginfo_t info{};
    const int done = ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
    return done == 0 && info.si_code == CLD_EXITED ? info.si_status : -1;
  }

 private:
  bool ended(int signal) const {
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT);
    if (info.si_pid == 0) return false;
    return signal == 0 || (info.si_code == CLD_KILLED && info.si_status == signal);
  }

  pid_t pid_ = 0;
};

}  // namespace watchdog::test
