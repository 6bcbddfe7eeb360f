// SPDX-License-Identifier: MIT
#include "watchdog/keep/loop_host.hpp"

#include <asio/steady_timer.hpp>
#include <utility>

#include "alarms.hpp"
#include "children.hpp"

namespace watchdog::keep {
namespace {

/// Longer than a program takes to begin, which it often does on the processor that we were on.
constexpr milliseconds pause{1};
/// In a storm of deaths there is no such pause: those that run may be told of before it is over.
constexpr milliseconds longest_pause{100};

}  // namespace

struct LoopHost::Parts {
  Parts(asio::io_context& loop, Containment containment)
      : children(loop, std::move(containment),
                 [this](const std::vector<Death>& deaths) { keeper->on_exit(deaths); }),
        alarms(loop, [this](Index program) { keeper->on_due(program); }),
        paused(loop) {}

  void tell_soon() {
    last_wish = Clock::now();
    if (std::exchange(pausing, true)) return;
    first_wish = last_wish;
    await_pause(last_wish + pause);
  }

  void await_pause(Time end) {
    paused.expires_at(end);
    paused.async_wait([this](const std::error_code& failed) {
      if (failed) return;
      const Time now = Clock::now();
      const Time quiet = last_wish + pause;
      if (now < quiet && now < first_wish + longest_pause) return await_pause(quiet);
      pausing = false;
      keeper->on_tell();
    });
  }

  Keeper* keeper = nullptr;
  Children children;
  Alarms alarms;
  asio::steady_timer paused;
  bool pausing = false;
  Time first_wish;  ///< Of the present pause.
  Time last_wish;
};

LoopHost::LoopHost(asio::io_context& loop, Containment containment)
    : parts_(std::make_unique<Parts>(loop, std::move(containment))) {}

LoopHost::~LoopHost() = default;

void LoopHost::connect(Keeper& keeper) { parts_->keeper = &keeper; }

Time LoopHost::now() const { return Clock::now(); }

std::vector<Result<process::Identity>> LoopHost::start(const std::vector<Start>& programs) {
  return parts_->children.start(programs);
}

Result<void> LoopHost::adopt(Index program, const process::Identity& id) {
  return parts_->children.adopt(program, id);
}

Result<void> LoopHost::ask(Index program, int signal) {
  return parts_->children.ask(program, signal);
}

Result<void> LoopHost::send(Index program, int signal) {
  return parts_->children.send(program, signal);
}

void LoopHost::force(Index program) { parts_->children.force(program); }

void LoopHost::wake_at(Index program, Time time) { parts_->alarms.set(program, time); }

void LoopHost::tell_soon() { parts_->tell_soon(); }

Result<process::Pid> LoopHost::start_helper(const process::Command& command,
                                            std::function<void(const process::Exit&)> on_exit) {
  return parts_->children.start_helper(command, std::move(on_exit));
}

void LoopHost::force_helper(process::Pid pid) { parts_->children.force_helper(pid); }

}  // namespace watchdog::keep
