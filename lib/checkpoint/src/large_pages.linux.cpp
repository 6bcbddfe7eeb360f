// SPDX-License-Identifier: MIT
#include "large_pages.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>

namespace watchdog::checkpoint {
namespace {

/// Less is not worth a call, nor a trace in the heap that it may be a part of.
constexpr std::size_t worth_it = 4U << 20;

}  // namespace

void prefer_large_pages(std::span<std::byte> memory) noexcept {
  if (memory.size() < worth_it) return;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto start = reinterpret_cast<std::uintptr_t>(memory.data());
  const std::uintptr_t first = (start + page - 1) / page * page;
  const std::uintptr_t end = (start + memory.size()) / page * page;
  ::madvise(memory.data() + (first - start), end - first, MADV_HUGEPAGE);
}

}  // namespace watchdog::checkpoint
