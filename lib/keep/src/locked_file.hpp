// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::keep {

/// A file that one process at a time holds, for as long as it lives, however it ends. It is not
/// inherited by the programs we start. Paths are UTF-8.
class LockedFile {
 public:
  /// Opens it, makes it where there is none, and takes the lock; nothing when somebody else has it.
  static Result<std::optional<LockedFile>> take(const std::string& path);
  /// The same, waiting for the lock. For what is held for moments only.
  static Result<LockedFile> await(const std::string& path);

  const std::string& path() const noexcept { return path_; }
  /// All of it. Errors: those of reading.
  Result<std::string> read() const;
  /// Errors: those of writing: a full disk, for one.
  Result<void> write(std::uint64_t offset, std::string_view text) const;
  /// Whether it is still found by its path: otherwise the lock keeps nobody out.
  bool has_name() const;
  /// Takes its name away; the lock is held on. Errors: those of removing.
  Result<void> remove() const;

 private:
  LockedFile(UniqueHandle handle, std::string path)
      : handle_(std::move(handle)), path_(std::move(path)) {}

  UniqueHandle handle_;
  std::string path_;
};

/// The text of a file that somebody else may hold. Errors: those of opening and reading.
Result<std::string> read_text(const std::string& path);

}  // namespace watchdog::keep
