// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace watchdog {

/// SHA-256, piece by piece: what people have of a file (sha256sum, Get-FileHash, every download
/// page). Source: FIPS 180-4, whose examples are tests.
class Sha256 {
 public:
  void update(std::span<const std::byte> bytes) noexcept;
  /// The digest as people write it, 64 lower case letters. Nothing may be added afterwards.
  std::string finish();

 private:
  void take_block(const std::byte* block) noexcept;

  std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                      0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  std::array<std::byte, 64> rest_{};
  std::uint64_t size_ = 0;  ///< Bytes so far.
};

}  // namespace watchdog
