// SPDX-License-Identifier: MIT
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <thread>

#include "support/catch.hpp"
#include "support/wait_until.hpp"
#include "watchdog/process/own_children.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

namespace {

Pid fork_idle() {
  const pid_t pid = ::fork();
  if (pid == 0) {
    while (true) ::pause();
  }
  return static_cast<Pid>(pid);
}

void end_child(Pid pid) {
  ::kill(static_cast<pid_t>(pid), SIGKILL);
  ::waitpid(static_cast<pid_t>(pid), nullptr, 0);
}

}  // namespace

TEST_CASE("children of every thread are found, and outlive their thread") {
  Result<OwnChildren> children = OwnChildren::open();
  REQUIRE(children);
  const std::vector<Pid> before = children->read();
  std::atomic<Pid> started = 0;
  std::atomic<bool> over = false;
  std::thread thread([&] {
    started = fork_idle();
    while (!over) std::this_thread::yield();
  });
  const bool up = wait_until([&] { return started != 0; });
  const std::vector<Pid> during = children->read();
  over = true;
  thread.join();
  const std::vector<Pid> after = children->read();
  end_child(started);
  REQUIRE(up);
  CHECK(during.size() == before.size() + 1);
  CHECK(std::count(during.begin(), during.end(), started) == 1);
  CHECK(std::count(after.begin(), after.end(), started) == 1);
  CHECK(children->read() == before);
}

TEST_CASE("a thousand children are each there once") {
  Result<OwnChildren> children = OwnChildren::open();
  REQUIRE(children);
  const std::size_t before = children->read().size();
  std::vector<Pid> pids;
  for (int i = 0; i < 1'000; ++i) pids.push_back(fork_idle());
  std::vector<Pid> found = children->read();
  for (const Pid pid : pids) ::kill(static_cast<pid_t>(pid), SIGKILL);
  for (const Pid pid : pids) ::waitpid(static_cast<pid_t>(pid), nullptr, 0);
  CHECK(found.size() == before + pids.size());
  std::sort(found.begin(), found.end());
  std::sort(pids.begin(), pids.end());
  CHECK(std::adjacent_find(found.begin(), found.end()) == found.end());
  CHECK(std::includes(found.begin(), found.end(), pids.begin(), pids.end()));
}
