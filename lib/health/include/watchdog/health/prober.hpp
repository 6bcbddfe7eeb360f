// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "watchdog/health/probe.hpp"
#include "watchdog/health/runner.hpp"

namespace watchdog::health {

/// What one probe found.
struct ProbeResult {
  bool well = false;
  std::string reason;  ///< Why not, for people: "exit code 3", "it answered 500".
  Time at;             ///< When it was known.
  std::chrono::microseconds took{0};
};

/// Probes a program again and again: at once, and then every interval, never two at a time. What
/// is not over in time is told as a failure and ended; the next waits until it is. Until it is well
/// for the first time it is also asked in between, since somebody may wait for that: such a failure
/// is not told, a success is.
///
/// An address and "localhost" are reached without further ado; for other names Asio asks the
/// system in a thread of its own. A redirect is an answer, it is not followed; at most 64 KiB of an
/// answer are read. The thread of the loop alone uses it. While it runs it is work for the loop.
class Prober {
 public:
  using OnResult = std::function<void(const ProbeResult&)>;

  /// `on_result` is told each result on the loop; it may stop or destroy the prober. `runner` is
  /// for exec probes; it and the loop must outlive the prober.
  Prober(asio::io_context& loop, ProbeSpec spec, Runner& runner, OnResult on_result);
  /// Stops it: nothing is told any more, and a command that runs is ended.
  ~Prober();
  Prober(const Prober&) = delete;
  Prober& operator=(const Prober&) = delete;

  /// Begins, with a probe at once; once.
  void start();

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace watchdog::health
