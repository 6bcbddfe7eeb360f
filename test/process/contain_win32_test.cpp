// SPDX-License-Identifier: MIT
#include <windows.h>

#include <atomic>
#include <thread>

#include "console.win32.hpp"
#include "job.win32.hpp"
#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/victim.hpp"
#include "watchdog/process/console_stop.win32.hpp"
#include "watchdog/process/process.hpp"
#include "watchdog/process/target.hpp"
#include "windows.win32.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

namespace {

Identity noted(const Victim& victim, const std::string& file) {
  REQUIRE(victim.wait_for_lines(file, 1));
  const Result<Identity> id = identify(victim.noted_pid(file));
  REQUIRE(id);
  return *id;
}

bool gone(const Identity& id) {
  const Result<Process> process = Process::open(id);
  return !process || process->wait(Clock::now());
}

/// A window of this process, with a thread that serves it until it is asked to close.
class Window {
 public:
  Window() : thread_([this] { serve(); }) {}
  Window(const Window&) = delete;
  Window& operator=(const Window&) = delete;
  ~Window() {
    ::PostThreadMessageW(number_, WM_QUIT, 0, 0);
    thread_.join();
  }
  bool is_open() const { return number_ != 0 && window_ != nullptr; }
  bool was_asked() const { return asked_; }

 private:
  void serve() {
    window_ = ::CreateWindowExW(0, L"STATIC", L"wdtest", WS_OVERLAPPEDWINDOW, 0, 0, 50, 50, nullptr,
                                nullptr, nullptr, nullptr);
    number_ = ::GetCurrentThreadId();
    MSG message;
    while (::GetMessageW(&message, nullptr, 0, 0) > 0) {
      if (message.message == WM_CLOSE) asked_ = true;
      ::DispatchMessageW(&message);
    }
  }

  std::atomic<HWND> window_ = nullptr;
  std::atomic<DWORD> number_ = 0;
  std::atomic<bool> asked_ = false;
  std::thread thread_;
};

}  // namespace

TEST_CASE("force ends descendants that left by every door") {
  const Victim victim;
  const Result<Child> child = spawn(
      victim.command({"child=" + victim.file("child"), "orphan=" + victim.file("orphan"), "idle"}));
  REQUIRE(child);
  const Identity grandchild = noted(victim, "child");
  const Identity orphan = noted(victim, "orphan");
  CHECK(job_members(child->container()).size() >= 3);  // The console's host may be one more.
  child->force();
  REQUIRE(child->wait(soon()));
  CHECK(wait_until([&] { return gone(grandchild) && gone(orphan); }));
  CHECK(wait_until([&] { return job_members(child->container()).empty(); }));
}

TEST_CASE("what a dead program left behind is asked") {
  const Victim victim;
  const Result<Child> child =
      spawn(victim.command({"child=" + victim.file("child"), "until=" + victim.file("child")}));
  REQUIRE(child);
  REQUIRE(child->wait(soon()));
  const Identity left = noted(victim, "child");
  CHECK_FALSE(gone(left));
  CHECK(child->ask());
  CHECK(wait_until([&] { return gone(left); }));
  child->force();
  const Result<void> again = child->ask();
  REQUIRE_FALSE(again);
  CHECK(again.error().code == std::errc::no_such_process);
}

TEST_CASE("programs outlive the one who holds their job") {
  const Victim victim;
  Identity id;
  {
    const Result<Child> child = spawn(victim.command({"note=" + victim.file("up"), "idle"}));
    REQUIRE(child);
    id = noted(victim, "up");
  }
  CHECK_FALSE(gone(id));
  CHECK(end(id, milliseconds(0)));
}

TEST_CASE("a child hears Ctrl-C even where we were started deaf to it") {
  const Victim victim;
  ::SetConsoleCtrlHandler(nullptr, TRUE);
  const Result<Child> child = spawn(victim.command(
      {"answer=" + victim.file("answer") + ":5", "note=" + victim.file("up"), "idle"}));
  ::SetConsoleCtrlHandler(nullptr, FALSE);
  REQUIRE(child);
  (void)noted(victim, "up");
  CHECK(child->ask());
  const Result<Exit> exit = child->wait(soon());
  child->force();
  REQUIRE(exit);
  CHECK(*exit == Exit::code(5));
}

TEST_CASE("a process that is not our child is asked and tells its code") {
  const Victim victim;
  const Result<Child> child = spawn(victim.command(
      {"answer=" + victim.file("answer") + ":12648430", "note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  const Result<Process> process = Process::open(noted(victim, "up"));
  REQUIRE(process);
  CHECK(process->exit() == Exit{});
  CHECK(process->ask());
  CHECK(process->wait(soon()));
  child->force();
  CHECK(process->exit() == Exit::code(0xC0FFEE));
  CHECK(process->ask().error().code == std::errc::no_such_process);
}

TEST_CASE("asking on a console takes a program that does it") {
  const Victim victim;
  const Result<Child> child = spawn(victim.command({"note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  (void)noted(victim, "up");
  set_console_stop_helper("");
  const Result<void> asked = child->ask();
  set_console_stop_helper(console_stop_program);
  child->force();
  REQUIRE_FALSE(asked);
  CHECK(asked.error().code == std::errc::not_supported);
}

TEST_CASE("a process without a console can't be asked on it") {
  const Victim victim;
  const Result<Child> child = spawn(victim.command({"orphan=" + victim.file("orphan"), "idle"}));
  REQUIRE(child);
  const Result<Process> process = Process::open(noted(victim, "orphan"));
  REQUIRE(process);
  CHECK_FALSE(process->ask());
  child->force();
}

TEST_CASE("windows are asked to close") {
  const Window window;
  REQUIRE(wait_until([&] { return window.is_open(); }));
  CHECK(close_windows({1}) == 0);
  CHECK_FALSE(window.was_asked());
  CHECK(wait_until([] { return close_windows({own_pid()}) > 0; }));
  CHECK(wait_until([&] { return window.was_asked(); }));
}

TEST_CASE("a victim is found by its whole name without case, and by its path") {
  const Victim victim(unique_name("Wd Langer Name "));
  const Result<Child> child = spawn(victim.command({"note=" + victim.file("up"), "idle"}));
  REQUIRE(child);
  const Identity id = noted(victim, "up");
  const auto finds = [&](const std::string& text) {
    const Result<Target> target = Target::parse(text);
    const Result<std::vector<Entry>> table = list();
    return target && table && std::any_of(table->begin(), table->end(), [&](const Entry& entry) {
             return entry.id == id && entry.parent == own_pid() && target->matches(entry);
           });
  };
  std::string shouted = victim.name();
  for (char& c : shouted) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  CHECK(finds(shouted));
  CHECK(finds(victim.name().substr(0, victim.name().size() - 4)));
  CHECK(finds(victim.program()));
  CHECK_FALSE(finds(victim.name().substr(1)));
  CHECK_FALSE(finds(victim.file("elsewhere\\" + victim.name())));
  child->force();
}

TEST_CASE("a number next to a process's is nobody's") {
  CHECK(identify(own_pid()));
  CHECK(identify(own_pid() + 1).error().code == std::errc::no_such_process);
}
