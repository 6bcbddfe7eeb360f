// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchdog::app {

/// Bytes: "512MiB", "2GiB", "1.5GB", "64K"; K, M, G and T, with or without "iB", are powers of
/// 1024; kB, MB, GB and TB of 1000; a bare number counts bytes. Nothing when `text` is no size, or
/// 0.
std::optional<std::uint64_t> parse_size(std::string_view text);

/// For people, short: "512.0 MiB".
std::string describe_size(std::uint64_t bytes);

}  // namespace watchdog::app
