// SPDX-License-Identifier: MIT
#include <windows.h>

#include <atomic>
#include <thread>

#include "support/catch.hpp"
#include "support/running.hpp"
#include "watchdog/process/process.hpp"
#include "watchdog/process/vitals.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

namespace {

/// A window of this process whose thread never looks at its messages.
class DeafWindow {
 public:
  DeafWindow() : thread_([this] { stay(); }) {}
  DeafWindow(const DeafWindow&) = delete;
  DeafWindow& operator=(const DeafWindow&) = delete;
  ~DeafWindow() {
    over_ = true;
    over_.notify_one();
    thread_.join();
  }
  HWND window() const { return window_; }

 private:
  void stay() {
    const HWND window = ::CreateWindowExW(0, L"STATIC", L"wdtest", WS_OVERLAPPEDWINDOW, 0, 0, 50,
                                          50, nullptr, nullptr, nullptr, nullptr);
    window_ = window;
    over_.wait(false);
    ::DestroyWindow(window);
  }

  std::atomic<HWND> window_ = nullptr;
  std::atomic<bool> over_ = false;
  std::thread thread_;
};

}  // namespace

TEST_CASE("a window that does not answer is told of") {
  const DeafWindow deaf;
  REQUIRE(wait_until([&] { return deaf.window() != nullptr; }));
  ::PostMessageW(deaf.window(), WM_NULL, 0, 0);
  CHECK(wait_until([] { return window_hung(own_pid()); }));
  CHECK_FALSE(window_hung(1));
}

TEST_CASE("Ctrl-C alone is sent to a held process on its console") {
  const Victim victim;
  const Result<Child> child = spawn(victim.command(
      {"answer=" + victim.file("answer") + ":5", "note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  REQUIRE(victim.wait_for_lines("up", 1));
  const Result<Identity> id = identify(child->pid());
  REQUIRE(id);
  const Result<Process> process = Process::open(*id);
  REQUIRE(process);
  CHECK(process->send(2));
  const bool ended = process->wait(soon());
  child->force();
  CHECK(ended);
  CHECK(process->exit() == Exit::code(5));
}
