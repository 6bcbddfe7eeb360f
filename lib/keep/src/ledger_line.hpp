// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/keep/ledger.hpp"

namespace watchdog::keep {

/// The text of a ledger: a head, and a line of one length for each program, so that a line can be
/// written in place. Pure.
struct LedgerHead {
  std::string boot;
  process::Identity keeper;
};

struct LedgerLine {
  Inheritance what;
  std::string key;   ///< Hashed: see hash_of_key.
  std::string name;  ///< Made printable, and cut where it is long.
};

inline constexpr std::size_t ledger_line_size = 256;
/// What a line begins with while its program is being started: it may be written alone, over the
/// word that was there, because all of these have one length.
inline constexpr std::string_view ledger_starting_word = "starting";
/// The part of a line that changes when its process does comes first.
inline constexpr std::size_t ledger_changing_size = 128;

std::string hash_of_key(std::string_view key);

std::string write_head(const LedgerHead& head);
std::string write_line(const LedgerLine& line);
/// What a line begins with, `ledger_changing_size` bytes.
std::string write_changing(const Inheritance& what);

/// Nothing when it is no ledger.
std::optional<LedgerHead> read_head(std::string_view text);
/// The lines that can be understood, each in its place; the others have no value.
std::vector<std::optional<LedgerLine>> read_lines(std::string_view text);

}  // namespace watchdog::keep
