// SPDX-License-Identifier: MIT
#include "mapping.hpp"

#include <windows.h>

#include <limits>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::checkpoint {

Mapping::Mapping(NativeHandle file, std::uint64_t size) {
  if (size == 0 || size > std::numeric_limits<std::size_t>::max()) return;
  // The view holds on to the mapping by itself.
  const HANDLE mapping =
      ::CreateFileMappingW(file, nullptr, PAGE_READWRITE, static_cast<DWORD>(size >> 32),
                           static_cast<DWORD>(size & 0xFFFF'FFFF), nullptr);
  if (mapping == nullptr) return;
  const UniqueHandle held(mapping);
  const auto length = static_cast<std::size_t>(size);
  void* start = ::MapViewOfFile(mapping, FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, length);
  if (start != nullptr) bytes_ = {static_cast<std::byte*>(start), length};
}

bool Mapping::flush() const noexcept {
  return ::FlushViewOfFile(bytes_.data(), bytes_.size()) != 0;
}

Mapping::~Mapping() {
  if (!bytes_.empty()) ::UnmapViewOfFile(bytes_.data());
}

}  // namespace watchdog::checkpoint
