// SPDX-License-Identifier: MIT
#pragma once

#include <utility>

#include "watchdog/base/native_handle.hpp"

namespace watchdog {

/// Owns one open handle of the system and closes it once. Move-only; empty after a move.
class UniqueHandle {
 public:
  UniqueHandle() noexcept = default;
  explicit UniqueHandle(NativeHandle handle) noexcept : handle_(handle) {}
  UniqueHandle(UniqueHandle&& other) noexcept : handle_(other.release()) {}
  UniqueHandle& operator=(UniqueHandle&& other) noexcept {
    if (this != &other) reset(other.release());
    return *this;
  }
  ~UniqueHandle() { reset(); }

  NativeHandle get() const noexcept { return handle_; }
  explicit operator bool() const noexcept { return handle_ != invalid_handle; }
  /// Gives the handle away unclosed.
  NativeHandle release() noexcept { return std::exchange(handle_, invalid_handle); }
  /// Closes what is held, if anything, and holds `handle` instead.
  void reset(NativeHandle handle = invalid_handle) noexcept;

 private:
  NativeHandle handle_ = invalid_handle;
};

}  // namespace watchdog
