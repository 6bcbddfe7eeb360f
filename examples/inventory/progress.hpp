// SPDX-License-Identifier: MIT
#pragma once

#include <cereal/types/string.hpp>
#include <cstdint>
#include <string>

namespace inventory {

/// All that has to survive a kill. Its size doesn't grow with the work: the walk goes in a fixed
/// order, so that the last path tells what is done.
struct Progress {
  std::string folder;       ///< Absolute: whose inventory this is.
  std::uint64_t total = 0;  ///< Files that were counted, before the first of them is read.
  bool counted = false;     ///< All of them were.
  std::uint64_t done = 0;   ///< Lines of the manifest.
  std::uint64_t unreadable = 0;
  std::uint64_t bytes = 0;     ///< Content that was read.
  std::string last;            ///< The path that was counted or read last; empty before the first.
  std::uint64_t manifest = 0;  ///< Length of the manifest up to and with that line.
  std::uint64_t resumed = 0;   ///< Lives that began with a checkpoint.
  bool complete = false;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(folder, total, counted, done, unreadable, bytes, last, manifest, resumed, complete);
  }
};

inline constexpr std::uint32_t progress_schema = 1;  ///< Raised when serialize() changes.

}  // namespace inventory
