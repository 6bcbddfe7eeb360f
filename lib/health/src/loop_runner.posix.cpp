// SPDX-License-Identifier: MIT
#include "watchdog/health/loop_runner.hpp"

#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <unordered_map>
#include <utility>

#include "watchdog/process/eye.posix.hpp"
#include "watchdog/process/reap.posix.hpp"

namespace watchdog::health {
namespace {

/// A command that runs, and the loop's eye on it.
struct Running {
  Running(asio::io_context& loop, process::Child own, Runner::OnExit told)
      : child(std::move(own)), eye(loop), on_exit(std::move(told)) {}

  process::Child child;
  asio::posix::stream_descriptor eye;
  Runner::OnExit on_exit;
};

Result<process::Process> hold(process::Pid pid) {
  const Result<process::Identity> id = process::identify(pid);
  if (!id) return id.error();
  return process::Process::open(*id);
}

/// What the command left in its group dies with it, while its number is still its own.
process::Exit bury(const process::Child& child) {
  child.force();
  return process::reap(child.pid());
}

}  // namespace

struct LoopRunner::State : std::enable_shared_from_this<LoopRunner::State> {
  explicit State(asio::io_context& io) : loop(io) {}

  asio::io_context& loop;
  std::unordered_map<process::Pid, Running> running;

  Result<process::Pid> watch(process::Child child, const process::Process& held, OnExit told) {
    const process::Pid pid = child.pid();
    Running& one = running.try_emplace(pid, loop, std::move(child), std::move(told)).first->second;
    if (const Result<void> watched = process::watch_end(one.eye, held); !watched) {
      bury(one.child);
      running.erase(pid);
      return watched.error();
    }
    one.eye.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this(), pid](const std::error_code& failed) {
                         if (!failed) self->on_end(pid);
                       });
    return pid;
  }

  void on_end(process::Pid pid) {
    const auto found = running.find(pid);
    if (found == running.end()) return;
    const process::Exit exit = bury(found->second.child);
    const OnExit on_exit = std::move(found->second.on_exit);
    running.erase(found);
    on_exit(exit);
  }
};

LoopRunner::LoopRunner(asio::io_context& loop) : state_(std::make_shared<State>(loop)) {}

LoopRunner::~LoopRunner() {
  for (const auto& [pid, one] : state_->running) bury(one.child);
  state_->running.clear();
}

Result<process::Pid> LoopRunner::start(const process::Command& command, OnExit on_exit) {
  Result<process::Child> child = process::spawn(command);
  if (!child) return child.error();
  const process::Pid pid = child->pid();
  const Result<process::Process> held = hold(pid);
  if (held) return state_->watch(*std::move(child), *held, std::move(on_exit));
  const process::Exit exit = bury(*child);
  // Some systems hold no process that is dead already; any other reason is one not to go on.
  if (held.error().code != std::errc::no_such_process) return held.error();
  asio::post(state_->loop, [on_exit = std::move(on_exit), exit] { on_exit(exit); });
  return pid;
}

void LoopRunner::kill(process::Pid pid) {
  const auto found = state_->running.find(pid);
  if (found != state_->running.end()) found->second.child.force();
}

}  // namespace watchdog::health
