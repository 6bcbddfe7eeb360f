// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::keep {

/// Number of a program within its keeper, in the order they were added.
using Index = std::size_t;

/// A program that is to be started, and how.
struct Start {
  Index program;
  const process::Command* command;  ///< Never null; it outlives the call.
};

/// A program that ended, and how.
struct Death {
  Index program;
  process::Exit exit;
};

/// All that a keeper may do to the outside. The real one is LoopHost; tests simulate a world behind
/// it. No call blocks longer than the system calls in it, and none calls back into the keeper.
class Host {
 public:
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  virtual ~Host() = default;

  virtual Time now() const = 0;
  /// Starts programs, at the same time if it can, and tells in their order what came of it. Their
  /// exits are told later, through Keeper::on_exit. Errors: process::spawn's.
  virtual std::vector<Result<process::Identity>> start(const std::vector<Start>& programs) = 0;
  /// Watches a process that runs already as if it had been started. Errors: Process::open's.
  virtual Result<void> adopt(Index program, const process::Identity& id) = 0;
  /// Asks it to end, by the signal of that number (on Windows what stands for it, see
  /// process::Child::send); a program that is stopped (SIGSTOP) goes on to hear of it. An error: it
  /// can't be asked so, and there is no use in waiting.
  virtual Result<void> ask(Index program, int signal) = 0;
  /// Ends it, and what it left behind, by force.
  virtual void force(Index program) = 0;
  /// Calls Keeper::on_due once when that time has come. A program has one such time: the last asked
  /// for.
  virtual void wake_at(Index program, Time time) = 0;
  /// Calls Keeper::on_tell once, within milliseconds, when what was started had its chance to run:
  /// there are things to tell. Asked for again before that, it is still one call.
  virtual void tell_soon() = 0;
};

}  // namespace watchdog::keep
