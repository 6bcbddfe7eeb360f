// SPDX-License-Identifier: MIT
#include "watchdog/process/process.hpp"

#include <windows.h>

#include "console.win32.hpp"
#include "signals.win32.hpp"
#include "system.win32.hpp"
#include "windows.win32.hpp"

namespace watchdog::process {
namespace {

constexpr DWORD to_watch = PROCESS_QUERY_LIMITED_INFORMATION | SYNCHRONIZE;

/// Its exit code is set as soon as its end begins, a moment before it ended.
bool is_ending(NativeHandle process) {
  DWORD code = STILL_ACTIVE;
  return ::GetExitCodeProcess(process, &code) && code != STILL_ACTIVE;
}

/// On our own console a Ctrl-C would be for us as well, and for the shell.
Result<void> on_its_console(Pid pid, int signal) {
  if (!on_our_console(pid)) return stop_console_of(pid, signal);
  return Error{std::make_error_code(std::errc::operation_not_permitted), "ask process",
               std::to_string(pid), "it shares our console: press Ctrl-C there"};
}

Result<void> ask_politely(Pid pid) {
  const bool has_windows = close_windows({pid}) > 0;
  Result<void> stopped = on_its_console(pid, ctrl_c);
  if (stopped || has_windows) return {};
  return stopped;
}

Result<void> end_by_force(NativeHandle process, Pid pid) {
  if (::TerminateProcess(process, forced_exit_code)) return {};
  const DWORD error = ::GetLastError();
  if (error == ERROR_ACCESS_DENIED && is_ending(process)) return {};
  Error failed = process_error(error, "end process", pid);
  if (error == ERROR_ACCESS_DENIED)
    failed.code = std::make_error_code(std::errc::operation_not_permitted);
  return failed;
}

}  // namespace

Result<Process> Process::open(const Identity& id) {
  Result<UniqueHandle> process = open_process(id.pid, to_watch | PROCESS_TERMINATE);
  // Another user's process may be watched all the same; force() then says that it may not be ended.
  if (!process && process.error().code == std::errc::permission_denied)
    process = open_process(id.pid, to_watch);
  if (!process) return std::move(process).error();
  // Held now, so its number can't be handed on between this look and the deed.
  if (ended(process->get()) || creation_time(process->get()) != id.start)
    return no_such_process("open process", id.pid);
  return Process(id, *std::move(process));
}

Result<void> Process::send(int signal) const {
  if (ended(handle_.get())) return no_such_process("ask process", id_.pid);
  switch (signal) {
    case ctrl_c:
    case ctrl_break:
      return on_its_console(id_.pid, signal);
    case polite:
      return ask_politely(id_.pid);
    case forced:
      return end_by_force(handle_.get(), id_.pid);
    default:
      return no_such_signal(signal);
  }
}

Result<void> Process::ask() const { return send(polite); }

Result<void> Process::force() const { return send(forced); }

Result<void> Process::may_end() const {
  const Result<UniqueHandle> handle = open_process(id_.pid, to_watch | PROCESS_TERMINATE);
  if (!handle) return handle.error();
  return {};
}

Result<void> Process::suspend() const {
  return Error{std::make_error_code(std::errc::function_not_supported), "freeze process",
               std::to_string(id_.pid), ""};
}

Result<void> Process::resume() const { return suspend(); }

bool Process::wait(Time deadline) const { return wait_for(handle_.get(), deadline); }

Exit Process::exit() const { return exit_of(handle_.get()); }

}  // namespace watchdog::process
