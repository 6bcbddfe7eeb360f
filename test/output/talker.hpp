// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <asio/io_context.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "support/paths.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"
#include "watchdog/output/capture.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::test {

inline Time soon() { return Clock::now() + milliseconds(20'000); }

/// Runs the loop until `condition` is true, and tells whether it came to that before the deadline.
template <class Condition>
bool run_until(asio::io_context& loop, Condition condition) {
  const Time deadline = soon();
  while (!condition()) {
    if (Clock::now() > deadline) return false;
    loop.restart();
    loop.run_one_for(milliseconds(5));
  }
  return true;
}

/// A talker that runs, captured; ended with the test.
class Talker {
 public:
  Talker(const output::Capture& capture, std::vector<std::string> steps) {
    process::Command command;
    command.program = talker_program;
    command.arguments = std::move(steps);
    capture.connect(command);
    Result<process::Child> child = process::spawn(command);
    if (child) child_ = *std::move(child);
  }
  Talker(const Talker&) = delete;
  Talker& operator=(const Talker&) = delete;
  ~Talker() {
    if (!started() || exit_) return;
    child_.force();
    (void)child_.wait(soon());
  }

  bool started() const { return child_.pid() != 0; }
  const process::Child& child() const { return child_; }
  /// Whether it has ended, while the loop does its work.
  bool end(asio::io_context& loop) {
    return run_until(loop, [&] { return ended(); });
  }
  bool ended() {
    if (exit_) return true;
    const Result<process::Exit> exit = child_.wait(Clock::now());
    if (exit) exit_ = *exit;
    return exit.has_value();
  }
  bool succeeded() const { return exit_ && exit_->success(); }

 private:
  process::Child child_;
  std::optional<process::Exit> exit_;
};

/// "line FROM" up to the one before "line TO", each with its end.
inline std::string numbered_lines(unsigned from, unsigned to) {
  std::string text;
  for (unsigned i = from; i < to; ++i) text += fmt::format("line {}\n", i);
  return text;
}

}  // namespace watchdog::test
