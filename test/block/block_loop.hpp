// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "block/recorder.hpp"
#include "support/catch.hpp"
#include "support/wait_until.hpp"

namespace watchdog::test {

/// A blocker that has started, and the loop it lives on, which turns only in run().
struct BlockLoop {
  BlockLoop(block::Rule rule, const block::Options& options)
      : blocker(io, std::move(rule), options, seen) {
    const Result<void> started = blocker.start();
    INFO((started ? "" : started.error().message()));
    REQUIRE(started);
  }
  BlockLoop(const std::vector<std::string>& names, block::Want source)
      : BlockLoop(rule(names), {.source = source, .interval = milliseconds(5)}) {}

  template <class Condition>
  bool run(Condition condition) {
    return wait_until([&] {
      io.poll();
      return condition();
    });
  }

  asio::io_context io;
  Recorder seen;
  block::Blocker blocker;
};

}  // namespace watchdog::test
