// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "watchdog/keep/keeper.hpp"

namespace watchdog::keep {

/// What becomes of the processes that a program started, when it dies.
struct Containment {
  /// They die with it, before it starts again: those in its group or job, and those that hid
  /// elsewhere and are known by its mark. False: they are left alone.
  bool orphans = true;
  /// The setting NAME=VALUE in the environment that the program was started with; empty: none, and
  /// what left its group lives until the keeper ends it.
  std::function<std::string(Index)> mark;
  /// Told how many processes of a program were ended outside its group.
  std::function<void(Index, unsigned)> on_survivors;
};

/// The real world behind a keeper: one Asio loop for all programs, with one timer and one source of
/// deaths for all of them, so that nothing is done while nothing happens.
///
/// On POSIX it reaps every child of the process, ours or not: don't wait for children elsewhere
/// while it exists. Destroy it before the loop and the keeper, and not from within a callback of
/// theirs. The thread that runs the loop is the only one to use it. Waiting for deaths is work: the
/// loop runs until it is stopped.
class LoopHost final : public Host {
 public:
  explicit LoopHost(asio::io_context& loop, Containment containment = {});
  ~LoopHost() override;

  /// Whom to tell. Must be called before anything is started.
  void connect(Keeper& keeper);

  Time now() const override;
  std::vector<Result<process::Identity>> start(const std::vector<Start>& programs) override;
  Result<void> adopt(Index program, const process::Identity& id) override;
  Result<void> ask(Index program, int signal) override;
  void force(Index program) override;
  void wake_at(Index program, Time time) override;
  void tell_soon() override;

  /// Passes a signal on to a program that runs; ask() is for one that is to end. Errors: as there.
  Result<void> send(Index program, int signal);

  /// Starts a command that is no program of the keeper's: a probe, a hook. `on_exit` is called
  /// once, from the loop, when it has ended, and what it left in its group or job as well; not if
  /// we are destroyed before, which ends it. Errors: process::spawn's.
  Result<process::Pid> start_helper(const process::Command& command,
                                    std::function<void(const process::Exit&)> on_exit);
  /// Ends by force what start_helper() gave, with its group or job. Only until its exit was told.
  void force_helper(process::Pid pid);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace watchdog::keep
