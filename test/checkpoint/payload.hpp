// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace watchdog::test {

/// A state whose bytes follow from its number: one that is torn, altered or mixed shows.
inline std::vector<std::byte> payload(std::uint64_t number, std::size_t size) {
  std::vector<std::byte> bytes(size);
  std::uint64_t x = number * 0x9E3779B97F4A7C15ULL + 1;
  for (std::byte& b : bytes) {
    x = x * 6364136223846793005ULL + 1442695040888963407ULL;
    b = static_cast<std::byte>(x >> 56);
  }
  return bytes;
}

}  // namespace watchdog::test
