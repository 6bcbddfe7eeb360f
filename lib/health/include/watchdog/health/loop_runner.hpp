// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <memory>

#include "watchdog/health/runner.hpp"

namespace watchdog::health {

/// Runs commands on an Asio loop. Watches and reaps its own children only, so it must not stand
/// beside what reaps all (keep::LoopHost on POSIX). What still runs at its destruction is ended.
/// Destroy it before the loop and after those who use it; the thread of the loop alone uses it.
class LoopRunner final : public Runner {
 public:
  explicit LoopRunner(asio::io_context& loop);
  ~LoopRunner() override;

  Result<process::Pid> start(const process::Command& command, OnExit on_exit) override;
  void kill(process::Pid pid) override;

 private:
  struct State;  // Defined once per family of systems.
  std::shared_ptr<State> state_;
};

}  // namespace watchdog::health
