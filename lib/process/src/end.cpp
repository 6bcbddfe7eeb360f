// SPDX-License-Identifier: MIT
#include "watchdog/process/process.hpp"

namespace watchdog::process {

Result<Exit> end(const Identity& id, milliseconds grace) {
  // Even force takes effect only when the system gets to it; a process stuck in it never ends.
  constexpr milliseconds force_limit{5'000};
  Result<Process> process = Process::open(id);
  if (!process) return process.error();
  if (grace.count() > 0 && process->ask() && process->wait(Clock::now() + grace)) {
    return process->exit();
  }
  if (const Result<void> forced = process->force(); !forced) return forced.error();
  if (process->wait(Clock::now() + force_limit)) return process->exit();
  return Error{std::make_error_code(std::errc::timed_out), "end", std::to_string(id.pid),
               "the system holds it in an uninterruptible call"};
}

}  // namespace watchdog::process
