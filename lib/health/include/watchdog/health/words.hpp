// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "watchdog/process/identity.hpp"

namespace watchdog::health {

using std::chrono::microseconds;

/// What one message of a program says of its health (sd_notify's words).
struct Words {
  /// READY=1, RELOADING=1, STOPPING=1: at most one of them, the last that was said.
  bool ready = false;
  bool reloading = false;
  bool stopping = false;
  bool alive = false;    ///< WATCHDOG=1: a beat.
  bool trigger = false;  ///< WATCHDOG=trigger: it wants to be taken for hung.
  /// STATUS: at most 256 bytes of a stranger's text, verbatim: printable() before it is shown.
  std::optional<std::string> status;
  std::optional<process::Pid> main_pid;        ///< MAINPID; it may lie.
  std::optional<microseconds> watchdog_usec;   ///< WATCHDOG_USEC: the limit from now on; 0: none.
  std::optional<microseconds> extend_timeout;  ///< EXTEND_TIMEOUT_USEC: from now on.
  std::optional<int> error_number;             ///< ERRNO
};

/// The longest message that is taken, in bytes.
inline constexpr std::size_t longest_message = 4096;

/// Takes what it knows, one word a line, and ignores the rest: unknown words, values that make no
/// sense, and all beyond the longest message. Of what is said twice the last counts. Times are at
/// most a year.
Words parse_words(std::string_view message);

}  // namespace watchdog::health
