// SPDX-License-Identifier: MIT
#pragma once

#include "file.hpp"
#include "format.hpp"
#include "numbers.hpp"
#include "watchdog/checkpoint/store.hpp"

namespace watchdog::checkpoint {

/// What a file turned out to hold, and its layout, for the commits to come.
struct Scan {
  Found found;
  format::FileHeader header;
  Held held;
};

/// Reads and judges the file. Only the payload of the newest state is read, and of older ones as
/// far as newer ones are broken. Allocates for a payload only once the slot's header has passed its
/// checksum and the file is long enough to hold it.
/// Errors: Errc::foreign, other_type; those of reading.
Result<Scan> scan(const File& file, const std::string& path, const Options& options);

}  // namespace watchdog::checkpoint
