// SPDX-License-Identifier: MIT
#pragma once

#include "file.hpp"
#include "format.hpp"
#include "mapping.hpp"
#include "watchdog/checkpoint/store.hpp"

namespace watchdog::checkpoint {

/// Puts states into the slots of a file that is there, as durably as it is told to.
class SlotWriter {
 public:
  SlotWriter() = default;
  /// `file` is in the place of the former one; it must outlive the writes.
  SlotWriter(const File& file, const format::FileHeader& layout, Durability durability);

  /// On return the state survives what the durability promises. Errors: those of writing.
  Result<void> write(const File& file, std::uint64_t offset, const format::SlotHeader& header,
                     Bytes payload) const;

  /// What was written without waiting is on the disk when this returns. Any thread, also during a
  /// write. Errors: those of flushing.
  Result<void> sync(const File& file) const;

 private:
  Durability durability_ = Durability::power;
  Mapping mapping_;  ///< Without Durability::power, where it can be had.
};

}  // namespace watchdog::checkpoint
