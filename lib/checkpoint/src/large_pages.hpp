// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <span>

namespace watchdog::checkpoint {

/// Asks for large pages where `memory` will be touched: 64 MiB in pages of 4 KiB are as many faults
/// as take twice as long as reading them. A hint, which changes nothing but the time; nothing where
/// the system has no such hint.
void prefer_large_pages(std::span<std::byte> memory) noexcept;

}  // namespace watchdog::checkpoint
