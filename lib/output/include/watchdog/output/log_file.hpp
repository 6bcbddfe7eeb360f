// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::output {

class Losses;

/// A file that a program's output is appended to, and that never stands in its way: what cannot be
/// written (full disk, no permission, no folder) is dropped and counted, and the count is written
/// where it is missing as soon as writing works again.
///
/// It follows the path: a file that was renamed is left within a second, one that was deleted at
/// the next write; the new one and its folders are created. Nothing is buffered, and nothing done
/// unless something is written. A regular file takes as long as its disk; what else the path may
/// lead to (a pipe, a terminal, a device) is never waited for. A pipe there may send SIGPIPE, which
/// is to be ignored. For one thread; no other process is to write to the file meanwhile.
class LogFile {
 public:
  /// Opened, and created, by the first write. UTF-8.
  explicit LogFile(std::string path);
  ~LogFile();
  LogFile(const LogFile&) = delete;
  LogFile& operator=(const LogFile&) = delete;

  /// `now` is Clock::now(), for those who have it already.
  void write(std::string_view bytes, Time now = Clock::now());
  /// Moves to the file what waits in a pipe, as much as `copy` has room for, and leaves a copy of
  /// it there: if we are killed meanwhile, none of it is lost. Returns how much; 0: nothing waits,
  /// or it can't be done (now, or on this system): it is to be read and written.
  std::size_t move_from(NativeHandle pipe, std::span<char> copy, Time now = Clock::now());

  /// Whether it can be opened as things are, creating it: nothing of a write tells. Errors: those
  /// of opening it.
  static Result<void> check(const std::string& path);

  const std::string& path() const noexcept { return path_; }
  /// Bytes lost in all.
  std::uint64_t lost() const noexcept;

 private:
  bool is_open(Time now);
  void open();
  bool tell_losses();
  void append(std::string_view bytes);

  std::string path_;
  UniqueHandle file_;
  Time next_look_ = Time::min();  ///< At the path.
  std::string obstacle_;          ///< Why there is no file.
  bool mid_line_ = false;
  std::unique_ptr<Losses> losses_;
};

}  // namespace watchdog::output
