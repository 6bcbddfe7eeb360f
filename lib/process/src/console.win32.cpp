// SPDX-License-Identifier: MIT
#include "console.win32.hpp"

#include <windows.h>

#include <algorithm>
#include <vector>

#include "parameters.win32.hpp"
#include "quote.hpp"
#include "signals.win32.hpp"
#include "system.win32.hpp"
#include "watchdog/base/wide.win32.hpp"
#include "watchdog/process/console_stop.win32.hpp"

namespace watchdog::process {
namespace {

std::string& helper() {
  static std::string path;
  return path;
}

/// Numbers of processes are multiples of 4: the lowest bit is free to ask the helper for
/// Ctrl-Break.
constexpr Pid break_mark = 1;

BOOL WINAPI on_ignored(DWORD) { return TRUE; }

Error failure(std::error_code code, Pid pid, std::string advice) {
  return {code, "send Ctrl-C to process", std::to_string(pid), std::move(advice)};
}

/// Without a console, so that it is free to attach to another's.
Result<UniqueHandle> start_helper(Pid pid) {
  const Result<std::string> line =
      command_line(helper(), {console_stop_argument, std::to_string(pid)});
  if (!line) return line.error();
  std::wstring text = wide(*line);
  STARTUPINFOW startup{};
  startup.cb = sizeof startup;
  PROCESS_INFORMATION started{};
  if (!::CreateProcessW(wide(helper()).c_str(), text.data(), nullptr, nullptr, FALSE,
                        DETACHED_PROCESS, nullptr, nullptr, &startup, &started)) {
    return Error{portable_code(::GetLastError()), "start", helper(), ""};
  }
  ::CloseHandle(started.hThread);
  return UniqueHandle(started.hProcess);
}

}  // namespace

int run_console_stop(Pid pid) noexcept {
  ::FreeConsole();
  if (!::AttachConsole(pid & ~break_mark)) return static_cast<int>(::GetLastError());
  // What is pressed comes to all on that console, and now we are one of them.
  ::SetConsoleCtrlHandler(nullptr, TRUE);
  ::SetConsoleCtrlHandler(on_ignored, TRUE);
  const DWORD event = (pid & break_mark) != 0 ? CTRL_BREAK_EVENT : CTRL_C_EVENT;
  if (!::GenerateConsoleCtrlEvent(event, 0)) return static_cast<int>(::GetLastError());
  return 0;
}

void set_console_stop_helper(std::string path) { helper() = std::move(path); }

std::string own_program() {
  std::wstring path(32'768, L'\0');
  path.resize(::GetModuleFileNameW(nullptr, path.data(), static_cast<DWORD>(path.size())));
  return narrow(path);
}

bool on_our_console(Pid pid) {
  std::vector<DWORD> attached(64);
  for (;;) {
    const DWORD count =
        ::GetConsoleProcessList(attached.data(), static_cast<DWORD>(attached.size()));
    if (count <= attached.size()) {
      const auto end = attached.begin() + static_cast<std::ptrdiff_t>(count);
      return std::find(attached.begin(), end, pid) != end;
    }
    attached.resize(count + 16);
  }
}

bool is_console(NativeHandle stream) noexcept {
  DWORD mode = 0;
  return ::GetConsoleMode(stream, &mode) != 0;
}

Result<void> break_group(Pid leader) {
  if (::GenerateConsoleCtrlEvent(CTRL_BREAK_EVENT, leader)) return {};
  return Error{portable_code(::GetLastError()), "send Ctrl-Break to process",
               std::to_string(leader), ""};
}

Result<void> stop_console_of(Pid pid, int signal) {
  constexpr milliseconds patience(5'000);
  if (helper().empty())
    return failure(std::make_error_code(std::errc::not_supported), pid, "no helper is set for it");
  const Result<UniqueHandle> process = start_helper(signal == ctrl_break ? pid | break_mark : pid);
  if (!process) return process.error();
  if (!wait_for(process->get(), Clock::now() + patience)) {
    ::TerminateProcess(process->get(), 1);
    return failure(std::make_error_code(std::errc::timed_out), pid, "");
  }
  DWORD code = 0;
  ::GetExitCodeProcess(process->get(), &code);
  if (code == 0) return {};
  return failure(portable_code(code), pid, "it may have no console");
}

CtrlCEnabled::CtrlCEnabled() noexcept : was_disabled_(ctrl_c_disabled()) {
  if (was_disabled_) ::SetConsoleCtrlHandler(nullptr, FALSE);
}

CtrlCEnabled::~CtrlCEnabled() {
  if (was_disabled_) ::SetConsoleCtrlHandler(nullptr, TRUE);
}

}  // namespace watchdog::process
