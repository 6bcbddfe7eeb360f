// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace watchdog::checkpoint {

/// Tells a file from others for as long as it is there.
struct FileIdentity {
  std::uint64_t device = 0;
  std::uint64_t number = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// Nothing on failure, with the reason in errno.
std::optional<FileIdentity> identity_of(const std::string& path) noexcept;
std::optional<FileIdentity> identity_of(int file) noexcept;

}  // namespace watchdog::checkpoint
