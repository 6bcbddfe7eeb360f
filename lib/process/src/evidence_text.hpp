// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace watchdog::process {

/// Lines of text, printable and of bounded length, up to a limit in all.
class EvidenceText {
 public:
  explicit EvidenceText(std::size_t limit) : limit_(limit) {}

  /// One line, indented by two blanks for each `depth`.
  void line(unsigned depth, std::string_view text);
  /// Each line of `text`.
  void lines(unsigned depth, std::string_view text);

  /// All of it; a last line says so when something had no room.
  std::string take() &&;

 private:
  std::size_t limit_;
  std::string text_;
  bool cut_ = false;
};

}  // namespace watchdog::process
