// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>

#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process::proc {

/// Where the folders of processes stand: below the full path, or below an open /proc, which saves
/// the walk there when there are thousands.
struct Place {
  int directory = AT_FDCWD;
  std::string_view prefix = "/proc/";
};

/// What /proc/PID/stat says, as far as it matters here. `title` points into the text.
struct Stat {
  std::string_view title;
  char state = '?';
  Pid parent = 0;
  std::uint32_t terminal = 0;  ///< Its number as stat writes it; 0: none.
  std::uint32_t flags = 0;
  std::uint32_t threads = 0;
  std::uint64_t start = 0;
  std::uint64_t cpu_ticks = 0;  ///< In user mode and in the kernel, of all threads.
  std::uint64_t resident_pages = 0;

  bool kernel() const noexcept;
  /// Dead and not yet reaped. A process whose first thread alone is dead runs on.
  bool zombie() const noexcept;
};

/// PID's `file`, to be read in pieces; empty, with errno set, when it can't be opened.
UniqueHandle open(const Place& place, Pid pid, std::string_view file);

/// The start of PID's `file`, as far as `buffer` holds it; empty and `failure` set otherwise.
std::string_view read(const Place& place, Pid pid, std::string_view file, std::span<char> buffer,
                      std::error_code& failure);

/// Where PID's link `file` leads; empty when that is withheld or it leads nowhere.
std::string read_link(const Place& place, Pid pid, std::string_view file);

/// PID's executable file; the mark of a deleted one is the system's, not part of its name.
std::string read_image(const Place& place, Pid pid);

/// Nothing when the text is not a stat line. The title may hold blanks, parentheses, line ends.
std::optional<Stat> parse_stat(std::string_view text);

/// The error of a process that could not be read: gone, or hidden from us.
Error unreadable(Pid pid, std::error_code failure);

}  // namespace watchdog::process::proc
