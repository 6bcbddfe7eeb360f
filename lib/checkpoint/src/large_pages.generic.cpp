// SPDX-License-Identifier: MIT
#include "large_pages.hpp"

namespace watchdog::checkpoint {

void prefer_large_pages(std::span<std::byte>) noexcept {}

}  // namespace watchdog::checkpoint
