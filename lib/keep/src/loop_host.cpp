// SPDX-License-Identifier: MIT
#include "watchdog/keep/loop_host.hpp"

#include "alarms.hpp"
#include "children.hpp"

namespace watchdog::keep {

struct LoopHost::Parts {
  Parts(asio::io_context& loop, Containment containment)
      : children(
            loop, std::move(containment),
            [this](Index program, const process::Exit& exit) { keeper->on_exit(program, exit); }),
        alarms(loop, [this](Index program) { keeper->on_due(program); }) {}

  Keeper* keeper = nullptr;
  Children children;
  Alarms alarms;
};

LoopHost::LoopHost(asio::io_context& loop, Containment containment)
    : parts_(std::make_unique<Parts>(loop, std::move(containment))) {}

LoopHost::~LoopHost() = default;

void LoopHost::connect(Keeper& keeper) { parts_->keeper = &keeper; }

Time LoopHost::now() const { return Clock::now(); }

Result<process::Pid> LoopHost::start(Index program, const process::Command& command) {
  return parts_->children.start(program, command);
}

Result<process::Pid> LoopHost::adopt(Index program, const process::Identity& id) {
  return parts_->children.adopt(program, id);
}

Result<void> LoopHost::ask(Index program, int signal) {
  return parts_->children.ask(program, signal);
}

void LoopHost::force(Index program) { parts_->children.force(program); }

void LoopHost::wake_at(Index program, Time time) { parts_->alarms.set(program, time); }

Result<process::Pid> LoopHost::start_helper(const process::Command& command,
                                            std::function<void(const process::Exit&)> on_exit) {
  return parts_->children.start_helper(command, std::move(on_exit));
}

void LoopHost::force_helper(process::Pid pid) { parts_->children.force_helper(pid); }

}  // namespace watchdog::keep
