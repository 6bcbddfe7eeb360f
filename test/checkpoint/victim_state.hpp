// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "payload.hpp"

namespace watchdog::test {

/// The sizes of the victim's states: each twice as large as the one before, from the least to the
/// most and then the most again.
struct Sizes {
  std::size_t least = 64;
  std::size_t most = 64;

  std::size_t of(std::uint64_t number) const {
    std::size_t size = least;
    for (std::uint64_t n = 1; n < number && size < most; ++n) size *= 2;
    return std::min(size, most);
  }
  /// Whether it is the state that the victim commits under this number.
  bool is_state(std::uint64_t number, const std::vector<std::byte>& bytes) const {
    return bytes == payload(number, of(number));
  }
};

}  // namespace watchdog::test
