// SPDX-License-Identifier: MIT
#include <windows.h>

#include <fstream>

#include "app/hand.hpp"
#include "watchdog/base/unique_handle.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

/// As the system tells a process that its console is being closed: on a thread of that process.
bool close_console_of(process::Pid pid) {
  constexpr DWORD rights = PROCESS_CREATE_THREAD | PROCESS_QUERY_INFORMATION |
                           PROCESS_VM_OPERATION | PROCESS_VM_WRITE | PROCESS_VM_READ;
  const UniqueHandle process(::OpenProcess(rights, FALSE, pid));
  const FARPROC routine = ::GetProcAddress(::GetModuleHandleW(L"kernelbase"), "CtrlRoutine");
  const auto start = reinterpret_cast<LPTHREAD_START_ROUTINE>(reinterpret_cast<void*>(routine));
  void* const event = reinterpret_cast<void*>(std::uintptr_t{CTRL_CLOSE_EVENT});
  const UniqueHandle thread(
      process && routine != nullptr
          ? ::CreateRemoteThread(process.get(), nullptr, 0, start, event, 0, nullptr)
          : nullptr);
  return static_cast<bool>(thread);
}

}  // namespace

TEST_CASE("a console that is closed leaves no time: what ignores the request is forced") {
  const Places places;
  const Victim victim;
  Watchdog keeper({"keep", "--json", "--grace", "1h", "--", victim.program(), "ignore",
                   "note=" + victim.file("up"), "idle"},
                  places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(keeper.wait_for_events("started", 1));
  REQUIRE(close_console_of(keeper.pid()));
  REQUIRE(keeper.wait_for_events("stopped", 1));
  CHECK(keeper.wait() == Exit::code(0));
  CHECK(keeper.events("forced").size() == 1);
  CHECK_FALSE(victim.lives("up"));
}

TEST_CASE("a command of the command processor's is found as a shell finds it") {
  const Places places;
  const TempDir dir;
  const std::string name = unique_name("wdtool");
  std::ofstream(utf8_path(dir.file(name + ".cmd"))) << "@exit /b %1\r\n";
  const auto kept = [&](const std::string& program) {
    Watchdog watchdog({"keep", "--json", "--restart", "never", "--", program, "7"},
                      {"PATH=" + dir.path().string()});
    const Exit exit = watchdog.wait();
    const auto started = watchdog.events("started");
    REQUIRE(started.size() == 1);
    CHECK(started[0].at("name") == name);
    return exit;
  };
  CHECK(kept(name) == Exit::code(7));
  CHECK(kept(dir.file(name)) == Exit::code(7));
}
