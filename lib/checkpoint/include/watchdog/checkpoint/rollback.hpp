// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>

#include "watchdog/base/result.hpp"
#include "watchdog/checkpoint/error.hpp"

namespace watchdog::checkpoint {

/// What rollback() did.
struct RolledBack {
  std::uint64_t dropped = 0;   ///< The number of the state that was put aside.
  std::uint64_t restored = 0;  ///< The number that the state now in its place had.
  std::string kept;            ///< The checkpoint that holds the dropped one.
};

/// Puts the newest state aside, so that the next load gets the one before that differs from it: for
/// a program that its last state makes crash. The older state takes the newest one's place and
/// number; nothing else changes.
///
/// The dropped state goes into a checkpoint of its own, PATH.rolled-back-NUMBER, before the file is
/// touched. Eight of these are kept. A kill at any moment leaves the newest state or the older one.
/// Errors: Errc::in_use, also while this process has it open; foreign, damaged, newer_format;
/// none_older: there is no other state to go back to; those of the system.
Result<RolledBack> rollback(const std::string& path);

}  // namespace watchdog::checkpoint
