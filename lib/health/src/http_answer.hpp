// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace watchdog::health {

/// Reads as much of an HTTP server's answer as it takes to know whether it is well. Pure.
class HttpAnswer {
 public:
  static constexpr std::size_t longest = std::size_t{64} * 1024;

  /// More of it came. True: it is known; nothing of the rest matters.
  bool take(std::string_view part);
  /// No more will come.
  void end();

  /// Why the server is not well; empty: it is. Only once it is known.
  const std::string& failure() const noexcept { return *failure_; }

 private:
  void judge(std::size_t end);

  std::string text_;
  std::size_t taken_ = 0;  ///< Bytes of what came before it, of interim answers.
  std::optional<std::string> failure_;
};

}  // namespace watchdog::health
