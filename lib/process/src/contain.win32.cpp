// SPDX-License-Identifier: MIT
#include <windows.h>

#include <algorithm>

#include "console.win32.hpp"
#include "job.win32.hpp"
#include "signals.win32.hpp"
#include "system.win32.hpp"
#include "watchdog/process/spawn.hpp"
#include "windows.win32.hpp"

namespace watchdog::process {
namespace {

std::vector<Pid> numbers(const std::vector<Member>& members) {
  std::vector<Pid> pids;
  for (const Member& member : members) pids.push_back(member.pid);
  return pids;
}

/// One way of a console's to ask; `polite`: the one that reaches it.
Result<void> stop_console(Pid member, Pid leader, int signal) {
  const bool ours = on_our_console(member);
  if (!ours) return stop_console_of(member, signal == polite ? ctrl_c : signal);
  // spawn() made the program the leader of a group if it let it share our console.
  if (signal != ctrl_c) return break_group(leader);
  return Error{std::make_error_code(std::errc::operation_not_permitted), "send Ctrl-C to process",
               std::to_string(member), "it shares our console, where Ctrl-Break reaches it"};
}

/// By the console of the program, or else of what it left behind; some of that may have none.
Result<void> stop_consoles(std::vector<Pid> members, Pid program, int signal) {
  std::stable_partition(members.begin(), members.end(),
                        [&](Pid member) { return member == program; });
  Result<void> stopped;
  for (const Pid member : members) {
    stopped = stop_console(member, program, signal);
    if (stopped) break;
  }
  return stopped;
}

Result<void> ask_all(NativeHandle job, Pid program, int signal) {
  const std::vector<Member> members = job_members(job);
  if (members.empty()) return no_such_process("ask process", program);
  const std::vector<Pid> pids = numbers(members);
  const bool has_windows = signal == polite && close_windows(pids) > 0;
  Result<void> stopped = stop_consoles(pids, program, signal);
  if (stopped || has_windows) return {};
  return stopped;
}

}  // namespace

Result<void> Child::send(int signal) const {
  switch (signal) {
    case ctrl_c:
    case ctrl_break:
    case polite:
      return ask_all(container_.get(), id_.pid, signal);
    case forced:
      if (::TerminateJobObject(container_.get(), forced_exit_code)) return {};
      return process_error(::GetLastError(), "end process", id_.pid);
    default:
      return no_such_signal(signal);
  }
}

Result<void> Child::ask() const { return send(polite); }

void Child::force() const { (void)send(forced); }

Result<Exit> Child::wait(Time deadline) const {
  if (wait_for(process_.get(), deadline)) return exit_of(process_.get());
  return Error{std::make_error_code(std::errc::timed_out), "wait for process",
               std::to_string(id_.pid), ""};
}

}  // namespace watchdog::process
