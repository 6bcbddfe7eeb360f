// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::block::bpf {

/// What programs in the kernel write and we read, one record after the other, without a call.
class Ring {
 public:
  /// `size` is a power of two and no less than a page. Errors: those of create_map and mmap.
  static Result<Ring> create(std::size_t size);
  Ring(Ring&& other) noexcept;
  Ring& operator=(Ring&&) = delete;
  ~Ring();

  /// Copies the next record into `to` and makes room for another; false when there is none yet.
  bool read(std::span<char> to);
  /// Readable while there are records.
  NativeHandle native_handle() const noexcept { return map_.get(); }

 private:
  Ring(UniqueHandle map, std::size_t size) : map_(std::move(map)), size_(size) {}

  UniqueHandle map_;
  std::size_t size_ = 0;
  void* consumer_ = nullptr;  // A page of ours: how far we have read.
  void* producer_ = nullptr;  // A page of the kernel's: how far it has written; then the records.
};

}  // namespace watchdog::block::bpf
