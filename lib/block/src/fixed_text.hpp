// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace watchdog::block {

/// As the kernel keeps texts: the rest is NUL, at least one. Longer ones are cut.
template <std::size_t size>
std::array<char, size> padded(std::string_view text) {
  std::array<char, size> bytes{};
  std::copy_n(text.data(), std::min(text.size(), size - 1), bytes.data());
  return bytes;
}

template <std::size_t size>
std::string text_of(const std::array<char, size>& bytes) {
  return {bytes.begin(), std::find(bytes.begin(), bytes.end(), '\0')};
}

}  // namespace watchdog::block
