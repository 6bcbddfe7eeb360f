// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <system_error>

namespace watchdog {

/// What went wrong: which deed, on what, why, and what helps.
struct Error {
  std::error_code code;
  std::string action;   ///< The deed as it stands after "cannot": "start", "open".
  std::string subject;  ///< The thing it was done to; UTF-8, as the user or the system named it.
  std::string advice;   ///< What helps, as the end of a sentence: "give a path". May be empty.

  /// One line for people: cannot start 'app': no such file or directory; give a path.
  /// Control characters in the subject are replaced: names are text of strangers.
  std::string message() const;
};

/// The system's text for it as it stands after a colon: "no space left on device". An error of
/// Windows' own goes with its number: "the process cannot access the file ... (Windows error 32)".
std::string reason(const std::error_code& code);

/// The error the last failing system call left (errno; GetLastError on Windows). Call it at once.
std::error_code last_system_error() noexcept;

/// The same as an Error: what the last failing system call left, of this deed on this thing.
Error last_failure(const char* action, const std::string& subject);

}  // namespace watchdog
