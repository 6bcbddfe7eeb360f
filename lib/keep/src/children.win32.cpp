// SPDX-License-Identifier: MIT
#include "children.hpp"

#include <windows.h>

#include <asio/executor_work_guard.hpp>
#include <asio/windows/object_handle.hpp>
#include <unordered_map>
#include <utility>

#include "adopted_deaths.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::keep {
namespace {

/// A second handle to the same object: the loop closes what it waits on.
HANDLE copy_of(NativeHandle handle) {
  HANDLE copy = nullptr;
  HANDLE self = ::GetCurrentProcess();
  ::DuplicateHandle(self, handle, self, &copy, 0, FALSE, DUPLICATE_SAME_ACCESS);
  return copy;
}

/// A process that runs, and the loop's eye on it.
template <class Held>
struct Watched {
  Watched(asio::io_context& loop, Held held, NativeHandle handle)
      : process(std::move(held)), eye(loop, copy_of(handle)) {}

  Held process;
  asio::windows::object_handle eye;
};

using Own = Watched<process::Child>;
using Adopted = Watched<process::Process>;

}  // namespace

struct Children::State {
  State(asio::io_context& io, Containment wanted, OnExit told)
      : loop(io),
        containment(std::move(wanted)),
        on_exit(std::move(told)),
        work(asio::make_work_guard(io)) {}

  asio::io_context& loop;
  Containment containment;
  OnExit on_exit;
  /// Waiting for deaths is work even while nobody lives.
  asio::executor_work_guard<asio::io_context::executor_type> work;
  std::unordered_map<Index, Own> own;
  std::unordered_map<Index, Adopted> adopted;  ///< Those that ended are in it until that is told.
  AdoptedDeaths adopted_deaths{loop, containment,
                               [this](const std::vector<Death>& dead) { forget(dead); }};
  std::unordered_map<process::Pid, Own> helpers;

  void watch_helper(process::Pid pid, OnHelperExit told) {
    helpers.at(pid).eye.async_wait(
        [this, pid, told = std::move(told)](const std::error_code& failed) {
          if (failed) return;
          const process::Child& child = helpers.at(pid).process;
          child.force();
          const Result<process::Exit> exit = child.wait(Clock::now());
          helpers.erase(pid);
          told(exit ? *exit : process::Exit{});
        });
  }

  void watch_own(Index program) {
    own.at(program).eye.async_wait([this, program](const std::error_code& failed) {
      if (failed) return;
      const process::Child& child = own.at(program).process;
      if (containment.orphans) child.force();  // What it left in its job dies with it.
      const Result<process::Exit> exit = child.wait(Clock::now());
      own.erase(program);
      on_exit({{program, exit ? *exit : process::Exit{}}});
    });
  }

  void forget(const std::vector<Death>& dead) {
    for (const Death& one : dead) adopted.erase(one.program);
    on_exit(dead);
  }

  void watch_adopted(Index program) {
    adopted.at(program).eye.async_wait([this, program](const std::error_code& failed) {
      if (failed) return;
      // The job in which another keeper started it can't be opened by anybody any more.
      adopted_deaths.add({program, adopted.at(program).process.exit()});
    });
  }
};

Children::Children(asio::io_context& loop, Containment containment, OnExit on_exit)
    : state_(std::make_unique<State>(loop, std::move(containment), std::move(on_exit))) {}

Children::~Children() {
  for (const auto& one : state_->helpers) one.second.process.force();
}

Result<process::Identity> Children::watch(Index program, Result<process::Child> child) {
  if (!child) return std::move(child).error();
  const process::Identity id = child->id();
  const NativeHandle handle = child->process();
  state_->own.try_emplace(program, state_->loop, std::move(*child), handle);
  state_->watch_own(program);
  return id;
}

Result<void> Children::adopt(Index program, const process::Identity& id) {
  Result<process::Process> process = process::Process::open(id);
  if (!process) return process.error();
  const NativeHandle handle = process->native_handle();
  state_->adopted.try_emplace(program, state_->loop, std::move(*process), handle);
  state_->adopted_deaths.expect(program, id.pid);
  state_->watch_adopted(program);
  return {};
}

Result<void> Children::send(Index program, int signal) {
  if (const auto one = state_->adopted.find(program); one != state_->adopted.end()) {
    return one->second.process.send(signal);
  }
  return state_->own.at(program).process.send(signal);
}

Result<void> Children::ask(Index program, int signal) { return send(program, signal); }

void Children::force(Index program) {
  if (const auto one = state_->adopted.find(program); one != state_->adopted.end()) {
    (void)one->second.process.force();
  } else {
    state_->own.at(program).process.force();
  }
}

Result<process::Pid> Children::start_helper(const process::Command& command, OnHelperExit on_exit) {
  Result<process::Child> child = process::spawn(command);
  if (!child) return child.error();
  const process::Pid pid = child->pid();
  const NativeHandle handle = child->process();
  state_->helpers.try_emplace(pid, state_->loop, std::move(*child), handle);
  state_->watch_helper(pid, std::move(on_exit));
  return pid;
}

void Children::force_helper(process::Pid pid) {
  if (const auto found = state_->helpers.find(pid); found != state_->helpers.end())
    found->second.process.force();
}

}  // namespace watchdog::keep
