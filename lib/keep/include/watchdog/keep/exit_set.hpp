// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::keep {

/// An exit code as it is written: decimal or 0x... None: it is none.
std::optional<std::uint32_t> parse_exit_code(std::string_view text);

/// A set of ways to end: "3", "100-110", "SEGV", "signal", "success", "failure", "unknown".
class ExitSet {
 public:
  ExitSet() = default;

  /// A list separated by commas. A number is an exit code, decimal or 0x...; a signal has its name,
  /// with or without SIG; `signal` is any of them; `failure` is all but exit code 0.
  /// Errors: a word that is none of these, or a range that ends before it begins.
  static Result<ExitSet> parse(std::string_view text);

  bool empty() const noexcept { return members_.empty(); }
  bool contains(const process::Exit& exit) const noexcept;

 private:
  struct Member {
    enum class Kind : std::uint8_t { codes, signals, unknown, failure };
    Kind kind;
    std::uint32_t first;
    std::uint32_t last;
  };
  static Result<Member> parse_member(std::string_view word);
  static bool covers(const Member& member, const process::Exit& exit) noexcept;

  std::vector<Member> members_;
};

}  // namespace watchdog::keep
