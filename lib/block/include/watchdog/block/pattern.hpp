// SPDX-License-Identifier: MIT
#pragma once

#include <regex>
#include <string>
#include <string_view>

#include "watchdog/base/result.hpp"

namespace watchdog::block {

/// A regular expression (ECMAScript's), of at most 256 bytes. What it is held against is chosen by
/// strangers, so its time is bounded: by the standard library that works it out in steps (GNU's,
/// which is asked to, hence no back-references) or gives up (LLVM's, Microsoft's, which counts as
/// no match).
class Pattern {
 public:
  /// Errors, without a code: no such expression; too long.
  static Result<Pattern> parse(const std::string& text, bool fold_case = false);

  /// As the user wrote it.
  const std::string& text() const noexcept { return text_; }
  /// All of `subject`: "fire" is not firefox.
  bool matches(std::string_view subject) const;
  /// Any part of it.
  bool found_in(std::string_view subject) const;

 private:
  Pattern(std::string text, std::regex regex) : text_(std::move(text)), regex_(std::move(regex)) {}

  std::string text_;
  std::regex regex_;
};

}  // namespace watchdog::block
