// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <functional>
#include <optional>
#include <string>

#include "keeping/health.hpp"
#include "keeping/progress.hpp"
#include "watchdog/health/heartbeat.hpp"
#include "watchdog/health/prober.hpp"
#include "watchdog/health/receiver.hpp"
#include "watchdog/health/verdict.hpp"
#include "watchdog/output/capture.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::app {

/// Watches how one program is while it runs, by all that its Health asks for, and tells the keeper.
/// It judges a run once: after its word nothing more is said of that run.
///
/// When we ourselves were stopped or starved for a second, what waits to be read is read first.
/// One timer for a program, set to the next moment at which something is due; none while nothing
/// is. The thread of the loop alone uses it; destroy it before the loop and the runner.
class Monitor {
 public:
  /// Whom to tell.
  struct Hooks {
    std::function<void()> ready;
    std::function<void(std::string reason)> hung;
    std::function<void(std::string reason)> worn;  ///< It had better start anew.
  };

  Monitor(asio::io_context& loop, Health health, health::Runner& runner, Hooks hooks);
  Monitor(const Monitor&) = delete;
  Monitor& operator=(const Monitor&) = delete;

  /// Opens the ear for what the program says. Errors: health::Receiver::open's.
  Result<void> listen(const std::string& address);
  /// Where what it writes in its next run is seen; none: it is not, and its silence says nothing.
  void connect(output::Capture* output) { output_ = output; }
  /// It hangs when it commits nothing to this checkpoint for so long; see Progress.
  void follow(std::string checkpoint, milliseconds limit);
  /// Tells a program by its environment where to say how it is, and how often. Its probe runs in
  /// the folder and the environment of the program.
  void equip(process::Command& command);

  /// A run begins, or one that began before is taken over: that is taken for ready, and for one
  /// that owes us signs of life if it was told our address.
  void begin(const process::Identity& id, bool taken_over);
  /// It ends, or is to be ended: it is watched no more.
  void end();

 private:
  void take_over(Time now);
  void await_ready(Time now);
  void hear(const health::Words& words);
  void probed(const health::ProbeResult& result);
  void become_ready();
  void hang(std::string reason);
  void arm();
  void look(Time now);
  std::optional<std::string> find_hang(Time now);
  std::optional<std::string> find_frozen(bool stopped, Time now);
  void look_at_process(Time now);
  std::optional<Time> silent_at() const;
  std::uint64_t committed() const;

  Health health_;
  health::Runner& runner_;
  Hooks hooks_;
  asio::io_context& loop_;
  asio::steady_timer timer_;
  health::Heartbeat heartbeat_;
  health::Verdict verdict_;
  std::string checkpoint_;
  std::optional<Progress> progress_;  ///< Where a checkpoint is followed.
  std::optional<health::Receiver> receiver_;
  std::optional<health::Prober> prober_;
  output::Capture* output_ = nullptr;

  std::optional<process::Identity> id_;  ///< While there is a run to watch.
  Time began_;                           ///< This run, as far as we know.
  std::optional<Time> ready_due_;
  std::optional<Time> look_due_;  ///< At the process itself.
  std::optional<Time> frozen_since_;
  Time awake_since_{};  ///< Where we stood still in this run.
  bool late_ = false;   ///< The timer came late, and what waited is being read.
};

}  // namespace watchdog::app
