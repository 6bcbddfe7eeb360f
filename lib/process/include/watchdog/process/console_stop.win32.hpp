// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// The graceful stop of a console program on Windows is a Ctrl-C on its console, and that can be
/// pressed only by a process attached to the same console. Whoever supervises has a console of its
/// own, or none, so a short-lived second process attaches and presses: a program whose main begins
/// by
///
///     if (arguments[1] == console_stop_argument) return run_console_stop(pid of arguments[2]);
///
/// The watchdog program does, and names itself as that helper. A program that uses the library and
/// wants its children asked in this way does the same; without a helper only windows are asked.
inline constexpr char console_stop_argument[] = "--console-stop";

/// Presses Ctrl-C on the console of `pid`; Ctrl-Break, where the lowest bit is set, which no
/// process's number has. For a process of its own: it leaves its own console.
/// Returns the exit code to end with: 0, or the Win32 error that prevented it.
int run_console_stop(Pid pid) noexcept;

/// The program that understands `console_stop_argument`; own_program() for this one. Call it
/// before others start threads.
void set_console_stop_helper(std::string path);

/// The full path of this program.
std::string own_program();

}  // namespace watchdog::process
