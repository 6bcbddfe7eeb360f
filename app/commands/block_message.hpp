// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>

#include "keeping/alarm.hpp"
#include "rate.hpp"
#include "watchdog/process/list.hpp"

namespace watchdog::app {

/// Tells the user of a program that it was blocked, and why, on its terminal and on the user's
/// desktop, where there are such: five at once, then one a second. A program that is gone is told
/// of where that is which started it.
class BlockMessage {
 public:
  /// `text` may be empty: nothing is told.
  BlockMessage(Alarm& alarm, std::string text) : alarm_(alarm), text_(std::move(text)) {}

  /// `deed` as it stands after the name: "was ended".
  void tell(const process::Entry& entry, std::string_view deed);

 private:
  Alarm& alarm_;
  std::string text_;
  Rate rate_{5, milliseconds(1'000)};
};

}  // namespace watchdog::app
