// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::checkpoint {

using Bytes = std::span<const std::byte>;

/// What the name under which a file was opened means now.
enum class Name : std::uint8_t { ours, gone, another };

/// An open file, read and written at given places. Paths are UTF-8.
class File {
 public:
  File() = default;

  /// An existing file, for reading and writing; nothing, when there is none by that name.
  static Result<std::optional<File>> open(const std::string& path);
  /// An existing file, for reading alone. Others may write, replace and remove it meanwhile.
  /// Errors: no_such_file_or_directory; Errc::foreign for what is no regular file.
  static Result<File> open_to_read(const std::string& path);
  /// A new file that only its owner may read. Errors: file_exists.
  static Result<File> create(const std::string& path);

  explicit operator bool() const noexcept { return static_cast<bool>(handle_); }
  NativeHandle handle() const noexcept { return handle_.get(); }
  const std::string& path() const noexcept { return path_; }  ///< As it was opened.
  Result<std::uint64_t> size() const;
  /// Fills `into` from `offset` on. Returns the bytes read: fewer only where the file ends.
  Result<std::size_t> read(std::uint64_t offset, std::span<std::byte> into) const;
  /// Writes the pieces one after the other with one call of the system (more only if that one
  /// stops half-way), all of them or an error. At most four pieces.
  Result<void> write(std::uint64_t offset, std::initializer_list<Bytes> pieces) const;
  /// Returns when what was written would survive a power cut. See flush.hpp.
  Result<void> sync() const;
  /// Whether the next life will find this file. Always `ours` on Windows, where an open file keeps
  /// its name.
  Name name() const;

 private:
  File(UniqueHandle handle, const std::string& path) : handle_(std::move(handle)), path_(path) {}

  UniqueHandle handle_;
  std::string path_;
};

/// Gives the file `from` the name `to`, whose former file (no longer open, for Windows) is gone. A
/// power cut leaves one of the two under that name; see sync_folder_of.
Result<void> move_over(const std::string& from, const std::string& to);
/// Returns when the names in the file's folder would survive a power cut.
Result<void> sync_folder_of(const std::string& path);
/// Removes a file; that there is none is no error.
Result<void> remove_file(const std::string& path);

}  // namespace watchdog::checkpoint
