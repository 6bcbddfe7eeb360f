// SPDX-License-Identifier: MIT
#include "mapping.hpp"

#include <sys/mman.h>

#include <limits>

namespace watchdog::checkpoint {

Mapping::Mapping(NativeHandle file, std::uint64_t size) {
  if (size == 0 || size > std::numeric_limits<std::size_t>::max()) return;
  const auto length = static_cast<std::size_t>(size);
  void* start = ::mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (start != MAP_FAILED) bytes_ = {static_cast<std::byte*>(start), length};
}

bool Mapping::flush() const noexcept { return ::msync(bytes_.data(), bytes_.size(), MS_SYNC) == 0; }

Mapping::~Mapping() {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
}

}  // namespace watchdog::checkpoint
