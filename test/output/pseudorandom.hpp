// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

namespace watchdog::test {

/// The same bytes each time, of all values.
inline std::string pseudorandom(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

}  // namespace watchdog::test
