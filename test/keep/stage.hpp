// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "support/catch.hpp"
#include "support/victim.hpp"
#include "watchdog/keep/keeper.hpp"
#include "watchdog/keep/loop_host.hpp"

namespace watchdog::test {

/// Real programs under a real loop, run step by step until something is so.
struct Stage : keep::Listener {
  asio::io_context loop;
  keep::LoopHost host{loop};
  keep::Keeper keeper{host, *this, 1};
  std::vector<keep::Happening> happenings;

  Stage() { host.connect(keeper); }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;
  ~Stage() override {
    keeper.stop();
    keeper.stop();
    run_until([&] { return keeper.done(); });
  }

  void happened(const keep::Happening& happening) override { happenings.push_back(happening); }

  template <class Condition>
  bool run_until(Condition condition, Time deadline = soon()) {
    while (!condition() && Clock::now() < deadline) loop.run_for(milliseconds(5));
    return condition();
  }
  std::size_t count(keep::Happening::Kind kind) const {
    std::size_t found = 0;
    for (const keep::Happening& happening : happenings) found += happening.kind == kind ? 1 : 0;
    return found;
  }
  process::Pid pid() const { return happenings.empty() ? 0 : happenings.back().id.pid; }
};

inline keep::Program kept(process::Command command) {
  keep::Program program;
  program.command = std::move(command);
  return program;
}

}  // namespace watchdog::test
