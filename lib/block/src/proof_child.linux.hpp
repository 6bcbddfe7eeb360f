// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <optional>

#include "watchdog/process/identity.hpp"

namespace watchdog::block {

/// A child of ours that something is tried with. Ended and reaped by us alone, so that its number
/// stays its own until it is let go of.
class ProofChild {
 public:
  /// `body` runs in the child: only what may be called between fork and exec in a program with
  /// threads. What it returns is the child's exit code.
  template <class Body>
  explicit ProofChild(Body body) : pid_(::fork()) {
    if (pid_ == 0) ::_exit(body());
  }
  ProofChild(const ProofChild&) = delete;
  ProofChild& operator=(const ProofChild&) = delete;
  ~ProofChild() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED);
  }

  process::Pid pid() const { return static_cast<process::Pid>(std::max(pid_, 0)); }

  /// Waits for its end, which is how it stands in the result. Not reaped yet.
  std::optional<siginfo_t> end() const {
    siginfo_t info{};
    const bool ended =
        pid_ > 0 && ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT) == 0;
    return ended ? std::optional(info) : std::nullopt;
  }

 private:
  pid_t pid_;
};

}  // namespace watchdog::block
