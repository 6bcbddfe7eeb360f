// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace inventory {

/// The file that grows line by line. What a checkpoint says about it must be on the disk before the
/// checkpoint is: hence append, sync, commit.
class Manifest {
 public:
  /// Opens the file, made if need be, and cuts it to `length`: what follows was written after the
  /// last checkpoint and will be written again.
  /// Errors: those of the system; too_short.
  static watchdog::Result<Manifest> open(const std::string& path, std::uint64_t length);

  watchdog::Result<void> append(std::string_view text);
  /// Returns when what was appended, and the file's name, would survive a power cut.
  watchdog::Result<void> sync();
  std::uint64_t length() const noexcept { return length_; }

 private:
  Manifest(watchdog::UniqueHandle handle, std::string path, std::uint64_t length)
      : handle_(std::move(handle)), path_(std::move(path)), length_(length) {}

  watchdog::UniqueHandle handle_;
  std::string path_;
  std::uint64_t length_ = 0;
};

/// The error of a manifest that ends before the place that the checkpoint speaks of.
watchdog::Error too_short(const std::string& path, std::uint64_t size, std::uint64_t length);

/// A line for a file: hash, size, path. Line ends and backslashes in the path are escaped.
std::string file_line(const std::string& path, const std::string& hash, std::uint64_t size);
/// A line for what could not be read: dashes, path, reason.
std::string unreadable_line(const std::string& path, const std::string& reason);

}  // namespace inventory
