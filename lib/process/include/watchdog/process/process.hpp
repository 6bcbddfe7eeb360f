// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/base/clock.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/exit.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// A process that is held, so that it can't be taken for a later one with the same number. It need
/// not be our child. Move-only; letting go of it does nothing to the process.
///
/// Source: Linux pidfd; Windows process handle; macOS and FreeBSD a kqueue that watches it (there
/// the identity is checked once more before each signal: a race of microseconds remains).
class Process {
 public:
  /// Holds the process, then checks that it is the one meant.
  /// Errors: no_such_process (gone, or its number is now another's), permission_denied.
  static Result<Process> open(const Identity& id);

  const Identity& id() const noexcept { return id_; }
  /// Readable (POSIX) or signalled (Windows) once it ended. To be waited on, not to be read.
  NativeHandle native_handle() const noexcept { return handle_.get(); }

  /// Sends it a signal. POSIX: any. Windows has none, and takes four numbers for its own ways: 2
  /// (INT) Ctrl-C and 21 (BREAK) Ctrl-Break on its console, which must not be ours; 15 (TERM) what
  /// ask() does; 9 (KILL) what force() does.
  /// Errors: no_such_process, operation_not_permitted, invalid_argument (no such signal).
  Result<void> send(int signal) const;
  /// Asks it to end: SIGTERM; Ctrl-C on its console and WM_CLOSE to its windows on Windows.
  /// Errors: no_such_process, operation_not_permitted.
  Result<void> ask() const;
  /// Ends it: SIGKILL, TerminateProcess. Errors: as above.
  Result<void> force() const;
  /// Whether we may end it. Errors: as above.
  Result<void> may_end() const;
  /// Stops it where it stands, and has it go on: SIGSTOP, SIGCONT. Errors: as above;
  /// function_not_supported on Windows, which counts stops, so that one of ours that was killed
  /// before it continued somebody could never be made good.
  Result<void> suspend() const;
  Result<void> resume() const;
  /// Blocks until it ended (true) or `deadline` (false).
  bool wait(Time deadline) const;
  /// How it ended; unknown while it lives or where the system does not tell (it does on Windows and
  /// on Linux 6.15 and later).
  Exit exit() const;

 private:
  Process(Identity id, UniqueHandle handle) : id_(id), handle_(std::move(handle)) {}

  Identity id_;
  UniqueHandle handle_;
};

/// Ends a process that is not ours: asks, waits for `grace`, then forces and waits for that.
/// A grace of 0 forces at once. Errors: those of Process; timed_out, when even force did not end
/// it.
Result<Exit> end(const Identity& id, milliseconds grace);

}  // namespace watchdog::process
