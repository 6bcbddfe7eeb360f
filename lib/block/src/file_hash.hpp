// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::block {

/// The SHA-256 of a file, as people write it; empty when it can't be read. Remembered by what tells
/// that a file is the same and unchanged, never by its path. Any thread.
/// `cancelled` is looked at meanwhile: then the answer is nothing worth, and not remembered.
std::string hash_of_file(const std::string& path, const std::atomic<bool>* cancelled = nullptr);

/// The same, unless it would take longer than a moment. Nothing: hash_of_file() finds it out.
std::optional<std::string> hash_at_once(const std::string& path);

/// A file to be hashed.
struct HashedFile {
  /// Device, number, size, time of writing, time of change: of no two contents the same.
  using Stamp = std::array<std::uint64_t, 5>;

  static HashedFile open(const std::string& path);
  /// How many bytes it got; 0 at the end, or when that failed.
  std::size_t read(std::span<std::byte> buffer) const;

  std::uint64_t size() const noexcept { return stamp[2]; }

  UniqueHandle handle;  ///< None: it could not be opened, or is no file.
  Stamp stamp{};
};

}  // namespace watchdog::block
