// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/health/runner.hpp"
#include "watchdog/keep/loop_host.hpp"

namespace watchdog::app {

/// Runs the commands of probes beside the kept programs, where one alone may reap.
class Helpers final : public health::Runner {
 public:
  explicit Helpers(keep::LoopHost& host) : host_(host) {}

  Result<process::Pid> start(const process::Command& command, OnExit on_exit) override {
    return host_.start_helper(command, std::move(on_exit));
  }
  void kill(process::Pid pid) override { host_.force_helper(pid); }

 private:
  keep::LoopHost& host_;
};

}  // namespace watchdog::app
