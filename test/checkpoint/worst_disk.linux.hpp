// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace watchdog::test {

/// What a power cut may leave of a folder's files, at worst: what was flushed is there, and of all
/// else the disk has done what harms most.
class WorstDisk {
 public:
  explicit WorstDisk(std::filesystem::path folder) : folder_(std::move(folder)) { flush_names(); }

  /// A file or the folder has been flushed.
  void flush(int file);

  /// What has happened to what was not flushed.
  struct Cut {
    bool names = false;  ///< Names have reached the disk without a flush; otherwise they have not.
    /// Sectors that were written since have become noise; otherwise they are as they were.
    bool noise = false;
  };
  /// Makes `into` the folder as it is after a power cut now.
  void leave(const std::filesystem::path& into, Cut cut) const;

 private:
  using Names = std::map<std::string, ino_t>;
  void flush_names() { flushed_names_ = names(); }
  Names names() const;
  std::string content(ino_t file, const Names& now, bool noise) const;

  std::filesystem::path folder_;
  Names flushed_names_;
  std::map<ino_t, std::string> flushed_;
};

}  // namespace watchdog::test
