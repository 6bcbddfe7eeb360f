// SPDX-License-Identifier: MIT
#include "watchdog/health/loop_runner.hpp"

#include <windows.h>

#include <asio/windows/object_handle.hpp>
#include <unordered_map>
#include <utility>

namespace watchdog::health {
namespace {

/// A second handle to the same object: the loop closes what it waits on.
HANDLE copy_of(NativeHandle handle) {
  HANDLE copy = nullptr;
  HANDLE self = ::GetCurrentProcess();
  ::DuplicateHandle(self, handle, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
  return copy;
}

/// A command that runs, and the loop's eye on it.
struct Running {
  Running(asio::io_context& loop, process::Child own, Runner::OnExit told)
      : child(std::move(own)), eye(loop, copy_of(child.process())), on_exit(std::move(told)) {}

  process::Child child;
  asio::windows::object_handle eye;
  Runner::OnExit on_exit;
};

/// What the command left in its job dies with it.
process::Exit bury(const process::Child& child) {
  child.force();
  const Result<process::Exit> exit = child.wait(Clock::now());
  return exit ? *exit : process::Exit{};
}

}  // namespace

struct LoopRunner::State : std::enable_shared_from_this<LoopRunner::State> {
  explicit State(asio::io_context& io) : loop(io) {}

  asio::io_context& loop;
  std::unordered_map<process::Pid, Running> running;

  void watch(process::Pid pid) {
    running.at(pid).eye.async_wait([self = shared_from_this(), pid](const std::error_code& failed) {
      const auto found = self->running.find(pid);
      if (failed || found == self->running.end()) return;
      const process::Exit exit = bury(found->second.child);
      const OnExit on_exit = std::move(found->second.on_exit);
      self->running.erase(found);
      on_exit(exit);
    });
  }
};

LoopRunner::LoopRunner(asio::io_context& loop) : state_(std::make_shared<State>(loop)) {}

LoopRunner::~LoopRunner() {
  for (const auto& [pid, one] : state_->running) one.child.force();
  state_->running.clear();
}

Result<process::Pid> LoopRunner::start(const process::Command& command, OnExit on_exit) {
  Result<process::Child> child = process::spawn(command);
  if (!child) return child.error();
  const process::Pid pid = child->pid();
  state_->running.try_emplace(pid, state_->loop, std::move(*child), std::move(on_exit));
  state_->watch(pid);
  return pid;
}

void LoopRunner::kill(process::Pid pid) {
  const auto found = state_->running.find(pid);
  if (found != state_->running.end()) found->second.child.force();
}

}  // namespace watchdog::health
