// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "evidence_text.hpp"
#include "watchdog/process/list.hpp"

/// What each system can tell of a process that hangs, for evidence().
namespace watchdog::process::witness {

constexpr std::size_t most_threads = 64;
constexpr std::size_t most_descriptors = 256;

/// The process table, without what could wait for a process that hangs.
Result<std::vector<Entry>> table();

/// What there is beyond the row and the vitals, one line each, indented by 1.
void describe(const Entry& entry, EvidenceText& text);

}  // namespace watchdog::process::witness
