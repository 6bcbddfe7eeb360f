// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "keeping/alarm.hpp"
#include "rate.hpp"
#include "watchdog/block/rule.hpp"

namespace watchdog::app {

/// Runs a command for what a blocker does: five at once, then one a second. What is left out is
/// counted, and told to the next one.
class BlockExec {
 public:
  /// `words` may be empty: nothing is run.
  BlockExec(Alarm& alarm, std::vector<std::string> words)
      : alarm_(alarm), words_(std::move(words)) {}

  void run(std::string_view event, const process::Entry& entry, const block::Verdict& verdict);

 private:
  Alarm& alarm_;
  std::vector<std::string> words_;
  Rate rate_{5, milliseconds(1'000)};
  unsigned long left_out_ = 0;
};

}  // namespace watchdog::app
