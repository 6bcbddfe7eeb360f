// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "report.hpp"
#include "watchdog/health/runner.hpp"

namespace watchdog::app {

/// Runs the commands that are to tell somebody. Each has half a minute. The thread of the loop
/// alone uses it.
class Alarm {
 public:
  /// All of them must outlive this.
  Alarm(asio::io_context& loop, health::Runner& helpers, const Report& report)
      : loop_(loop), helpers_(helpers), report_(report) {}

  /// Starts `words` with `environment` added to ours. What goes wrong is said.
  void run(const std::string& name, const std::vector<std::string>& words,
           std::vector<std::string> environment);
  /// Starts a command that is worth a try: what goes wrong is nobody's business.
  void try_to(const process::Command& command);
  bool is_running() const noexcept { return !deadlines_.empty(); }

 private:
  using Ended = std::function<void(const process::Exit&)>;
  Result<void> start(const process::Command& command, Ended ended);
  void tell(const std::string& name, const process::Exit& exit) const;

  asio::io_context& loop_;
  health::Runner& helpers_;
  const Report& report_;
  std::map<process::Pid, asio::steady_timer> deadlines_;
};

}  // namespace watchdog::app
