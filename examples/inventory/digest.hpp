// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "watchdog/base/result.hpp"

namespace inventory {

struct Digest {
  std::string hash;  ///< XXH3-128, 32 hexadecimal digits.
  std::uint64_t size = 0;
};

/// Reads the whole file. Nothing when a stop was asked for before its end.
watchdog::Result<std::optional<Digest>> digest(const std::filesystem::path& file);

}  // namespace inventory
