// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace watchdog::output {

/// Counts what could not be written, and words it for the place where it is missing.
class Losses {
 public:
  void add(std::size_t bytes, std::string why) {
    untold_ += bytes;
    total_ += bytes;
    why_ = std::move(why);
  }
  /// Of bytes lost since the last told().
  std::uint64_t untold() const noexcept { return untold_; }
  std::uint64_t total() const noexcept { return total_; }
  /// "[watchdog: 12345 bytes lost: no space left on device]", with the reason of the latest loss.
  /// A line of its own: begins with a line's end when `mid_line`.
  std::string notice(bool mid_line) const;
  /// The notice with so many bytes stands where it belongs.
  void told(std::uint64_t bytes) noexcept { untold_ -= bytes; }

 private:
  std::uint64_t untold_ = 0;
  std::uint64_t total_ = 0;
  std::string why_;
};

}  // namespace watchdog::output
