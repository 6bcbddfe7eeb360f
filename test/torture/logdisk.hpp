// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace watchdog::torture {

/// What wdlogdisk remembers of a request, followed by the bytes of a write.
struct DiskRecord {
  std::int64_t time;    ///< Nanoseconds of the steady clock, when it came.
  std::int64_t offset;  ///< Of a write; -1: all writes before are to be on the disk from now on.
  std::int64_t length;
};

}  // namespace watchdog::torture
