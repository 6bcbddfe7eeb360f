// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace watchdog::test {

/// While it lives, files of this process cannot be written beyond so many bytes, as on a full disk.
/// Where the system has no such limit, `works` is false.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(std::uint64_t bytes);
  ~FileSizeLimit();
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

  static const bool works;

 private:
  std::uint64_t before_ = 0;
};

}  // namespace watchdog::test
