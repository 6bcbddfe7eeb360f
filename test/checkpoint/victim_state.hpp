// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>

#include "payload.hpp"

namespace watchdog::test {

/// The victim's states. The first eight bytes are the state's own number, from 1 on; a commit's is
/// not known beforehand where numbers are passed over. Each is twice as large as the one before,
/// from the least size to the most and then the most again.
struct Sizes {
  std::size_t least = 64;
  std::size_t most = 64;

  std::size_t of(std::uint64_t number) const {
    std::size_t size = least;
    for (std::uint64_t n = 1; n < number && size < most; ++n) size *= 2;
    return std::min(size, most);
  }
  std::vector<std::byte> state(std::uint64_t number) const {
    std::vector<std::byte> bytes = payload(number, of(number));
    for (std::size_t i = 0; i < 8; ++i) bytes[i] = static_cast<std::byte>(number >> (8 * i));
    return bytes;
  }
  /// The number of the state that these bytes are; 0 when they are none, or torn, or altered.
  std::uint64_t number_of(const std::vector<std::byte>& bytes) const {
    std::uint64_t number = 0;
    for (std::size_t i = 8; i-- > 0 && bytes.size() >= 8;)
      number = number << 8 | std::to_integer<std::uint64_t>(bytes[i]);
    return number != 0 && bytes.size() == of(number) && bytes == state(number) ? number : 0;
  }
};

}  // namespace watchdog::test
