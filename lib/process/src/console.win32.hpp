// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// Whether `pid` is attached to the console that we are attached to.
bool on_our_console(Pid pid);

/// Whether `stream` is a console, rather than a file, a pipe or nothing.
bool is_console(NativeHandle stream) noexcept;

/// Ctrl-Break for the group that `leader` was started as, on our own console. Wine lacks it.
Result<void> break_group(Pid leader);

/// Ctrl-C on the console of `pid`, or Ctrl-Break (`signal`: see signals.win32.hpp), which must be
/// held meanwhile and must not be on ours. Waits for the helper that does it, a few seconds at
/// most. Errors: not_supported (no helper set, see console_stop.win32.hpp); those of starting it;
/// what it reports: invalid_argument and the like when the process has no console.
Result<void> stop_console_of(Pid pid, int signal);

/// While it lives, children are born with Ctrl-C enabled. A process started in a group of its own
/// has it disabled, and would hand that on.
class CtrlCEnabled {
 public:
  CtrlCEnabled() noexcept;
  CtrlCEnabled(const CtrlCEnabled&) = delete;
  CtrlCEnabled& operator=(const CtrlCEnabled&) = delete;
  ~CtrlCEnabled();

 private:
  bool was_disabled_;
};

}  // namespace watchdog::process
