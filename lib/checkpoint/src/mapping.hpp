// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include "watchdog/base/native_handle.hpp"

namespace watchdog::checkpoint {

/// The beginning of an open file as memory: what is written here is in the file, for every process
/// at once, and stays in it when this one is killed; until the system writes it to the disk, not
/// after a power cut. To touch a part that the file no longer has ends the process (SIGBUS).
class Mapping {
 public:
  Mapping() = default;
  /// Empty where it can't be had: no address space, a file system without.
  Mapping(NativeHandle file, std::uint64_t size);
  Mapping(Mapping&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~Mapping();

  explicit operator bool() const noexcept { return !bytes_.empty(); }
  std::span<std::byte> bytes() const noexcept { return bytes_; }
  /// Hands what was written here to the file's own flush; false with the system's last error. Any
  /// thread.
  bool flush() const noexcept;

 private:
  std::span<std::byte> bytes_;
};

}  // namespace watchdog::checkpoint
