// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

#include "tally.hpp"
#include "victim_state.hpp"
#include "watchdog/checkpoint/store.hpp"

namespace watchdog::torture {

/// What may be found in a checkpoint of the victim's.
struct Expectation {
  test::Sizes sizes;
  std::uint64_t acknowledged = 0;  ///< The last commit that was said to have succeeded.
  std::uint64_t last = 0;          ///< The last that can have been begun.
  bool damaged = false;  ///< The file was damaged: an older state or an error may be told.
  bool stale = false;    ///< An older state may also come without a word: it was not to be durable.
};

/// What a program that opens the file gets.
Outcome judge(const std::string& path, const Expectation& expected);
/// The same of what was found.
Outcome judge(const Result<checkpoint::Store::Opened>& opened, const Expectation& expected);

/// Runs `trial` for each number below `count` in a process apart, which may crash, hang and use up
/// its memory (2 GiB) without harm; the next ones then follow in another.
Tally apart(std::size_t count, const std::function<Outcome(std::size_t)>& trial);
/// The same, once.
Outcome judge_apart(const std::string& path, const Expectation& expected);

}  // namespace watchdog::torture
