// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace watchdog::output {

/// The last lines of a stream of bytes: what a program said before it died. Pure; takes memory only
/// once there is something to remember, at most about three times `bytes`.
///
/// The bytes are a stranger's: show lines through printable().
class Tail {
 public:
  struct Limits {
    std::size_t lines = 20;
    /// Of all the lines together, their ends included; the last is always there.
    std::size_t bytes = std::size_t{8} * 1024;
    std::size_t line = 1024;  ///< A longer one is cut there, and ends with `cut_mark`.
  };
  static constexpr std::string_view cut_mark = "[...]";

  explicit Tail(const Limits& limits);
  Tail() : Tail(Limits{}) {}

  /// Looks at no more of `bytes` than the lines that may stay.
  void append(std::string_view bytes);
  /// What comes next begins a line, though the last one has not ended: another stream speaks.
  void break_line();
  /// The oldest first, without their ends; the last may be unfinished.
  std::vector<std::string> lines() const;
  /// Forgets all of it and gives the memory back.
  void clear();

 private:
  void append_piece(std::string_view piece);
  void end_line();
  void trim();

  Limits limits_;
  std::string text_;        ///< Lines, already cut; more than the limits allow, until trimmed.
  std::size_t length_ = 0;  ///< Of the unfinished line; more than the limit once it was cut.
};

}  // namespace watchdog::output
