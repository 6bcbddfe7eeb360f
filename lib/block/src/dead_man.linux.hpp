// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::block {

/// Answers the kernel's questions with yes when we don't: stopped, in a debugger, or stuck. A
/// process of its own, since a stop stops all threads; outside of our session, so that a terminal's
/// Ctrl-Z does not reach it. It ends with us, and with it the group is closed, which allows all.
///
/// Looks twice a second; a question that is there at two looks in a row, without one answered in
/// between, is late. From then on it looks every 20 ms, until we answer again.
class DeadMan {
 public:
  /// Forks. Errors: those of fork, mmap and pipe.
  static Result<DeadMan> start(NativeHandle group);
  DeadMan(DeadMan&& other) noexcept;
  DeadMan& operator=(DeadMan&&) = delete;
  ~DeadMan();

  /// We have taken the question about that file, and answer it next.
  void taken(int file) noexcept;
  void answered() noexcept;

 private:
  struct Shared;
  DeadMan(Shared* shared, UniqueHandle life, pid_t pid)
      : shared_(shared), life_(std::move(life)), pid_(pid) {}
  static Shared* share();
  [[noreturn]] static void run(Shared& shared, NativeHandle group, NativeHandle life);

  Shared* shared_;
  UniqueHandle life_;  // Closed when we are gone, however.
  pid_t pid_;
};

}  // namespace watchdog::block
