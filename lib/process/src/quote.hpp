// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "watchdog/base/result.hpp"

namespace watchdog::process {

// Windows hands a program one text, which the program takes apart by itself. These put the text
// together so that every common way of taking it apart gives the same words back. They look at
// ASCII characters only, so UTF-8 passes through them, on any system.

/// One argument, in quotes where it needs them: backslashes count only in front of a quote.
std::string quote_argument(std::string_view argument);

/// A program and its arguments.
/// Errors: invalid_argument, for a program name with a quote in it (no file has one).
Result<std::string> command_line(std::string_view program,
                                 const std::vector<std::string>& arguments);

/// Whether the system would hand this file to cmd.exe, which has rules of its own.
bool is_batch_file(std::string_view path);

/// A batch file and its arguments, as a command line of `interpreter` (cmd.exe).
/// Errors: invalid_argument, for an argument with a quote, a per cent sign or a line break: there
/// is no way to pass these that a batch file can't turn into commands of their own.
Result<std::string> batch_command_line(std::string_view interpreter, std::string_view script,
                                       const std::vector<std::string>& arguments);

}  // namespace watchdog::process
