// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "file.hpp"
#include "format.hpp"
#include "watchdog/checkpoint/store.hpp"

/// A file's header page, and the slots of one whose page is good. The errors are those of reading;
/// what is broken is none.
namespace watchdog::checkpoint {

/// The header page, judged.
Result<format::HeaderReading> read_header(const File& file);

/// A slot as its header tells it.
struct Slot {
  std::uint32_t index = 0;
  bool blank = false;  ///< Nothing was ever written into it.
  std::optional<format::SlotHeader> header;
};

/// The layout of a file that may be read on.
/// Errors besides: Errc::foreign, damaged, newer_format, of the file by this name.
Result<format::FileHeader> read_layout(const File& file, const std::string& path);

/// The slots, those with the highest numbers first, those without a whole header last.
Result<std::vector<Slot>> read_slots(const File& file, const format::FileHeader& layout);

/// What the newest whole state lets one expect of the other slots.
struct Expected {
  std::uint64_t newest = 0;  ///< A slot further on is blank, unless it is one it has come round to.
  std::uint64_t oldest = 0;  ///< No slot has a lower number.
};
/// Without a whole state, that each slot was written.
Expected expected_beside(const std::optional<format::SlotHeader>& newest, std::size_t slots);

/// Why the slot may have held a newer state than the newest whole one: it has no whole header, or
/// so low a number that a later write must have been lost. Empty where it is as it should be, such
/// as a blank one while the numbers have not come round to it.
std::string doubt(const Slot& slot, const Expected& expected);

/// The state of a slot that has a header, if it is all there and unchanged. Takes memory for it
/// as it is read, and once the file was seen to be long enough.
/// Errors besides: Errc::too_large for one of more than `limit` bytes; not_enough_memory.
Result<std::optional<Snapshot>> read_snapshot(const File& file, const format::FileHeader& layout,
                                              const Slot& slot, std::uint64_t limit);

/// Whether read_snapshot would find one; reads it piece by piece, however long it is said to be.
Result<bool> is_whole(const File& file, const format::FileHeader& layout, const Slot& slot);

/// The slots with a whole state, the newest first.
Result<std::vector<Slot>> read_whole_slots(const File& file, const format::FileHeader& layout);

/// The whole state that so many newer whole ones come before.
Result<std::optional<Snapshot>> read_generation(const File& file, const format::FileHeader& layout,
                                                std::uint32_t generation, std::uint64_t limit);

}  // namespace watchdog::checkpoint
