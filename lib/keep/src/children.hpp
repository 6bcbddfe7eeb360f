// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "watchdog/keep/loop_host.hpp"

namespace watchdog::keep {

/// The programs that run, our children and adopted ones, and word of their deaths; and the helpers.
class Children {
 public:
  using OnExit = std::function<void(const std::vector<Death>&)>;
  using OnHelperExit = std::function<void(const process::Exit&)>;

  Children(asio::io_context& loop, Containment containment, OnExit on_exit);
  ~Children();
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;

  std::vector<Result<process::Identity>> start(const std::vector<Start>& programs);
  Result<void> adopt(Index program, const process::Identity& id);
  Result<void> send(Index program, int signal);
  /// The same to end it: one that is stopped goes on, or it would not hear of it.
  Result<void> ask(Index program, int signal);
  void force(Index program);

  /// See LoopHost::start_helper.
  Result<process::Pid> start_helper(const process::Command& command, OnHelperExit on_exit);
  void force_helper(process::Pid pid);

 private:
  Result<process::Identity> watch(Index program, Result<process::Child> child);

  struct State;  // Defined once per platform.
  std::unique_ptr<State> state_;
};

}  // namespace watchdog::keep
