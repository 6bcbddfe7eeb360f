// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "keeping/alarm.hpp"
#include "rate.hpp"
#include "watchdog/block/rule.hpp"
#include "watchdog/health/loop_runner.hpp"

namespace watchdog::app {

/// Runs a command for what a blocker does: five at once, then one a second. What is left out is
/// counted, and told to the next one.
class BlockExec {
 public:
  /// `words` may be empty: nothing is run.
  BlockExec(asio::io_context& loop, std::vector<std::string> words, const Report& report)
      : loop_(loop), words_(std::move(words)), runner_(loop), alarm_(loop, runner_, report) {}

  void run(std::string_view event, const process::Entry& entry, const block::Verdict& verdict);
  /// Turns the loop, which has been stopped, until the last one has ended, or for a few seconds.
  void finish();

 private:
  asio::io_context& loop_;
  std::vector<std::string> words_;
  health::LoopRunner runner_;
  Alarm alarm_;
  Rate rate_{5, milliseconds(1'000)};
  unsigned long left_out_ = 0;
};

}  // namespace watchdog::app
