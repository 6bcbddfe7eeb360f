// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "judge.hpp"

namespace watchdog::torture {

/// How much is done, and with what.
struct Settings {
  bool full = false;    ///< All of it, as scripts/torture does; otherwise what fits a test run.
  std::string folder;   ///< A folder of its own, emptied by whoever made it.
  std::string victim;   ///< wdckptvictim.
  std::string cutter;   ///< The library that makes writes end early.
  std::string logdisk;  ///< The disk that remembers; empty where there is none.

  std::string file(const std::string& name) const { return folder + "/" + name; }
  std::size_t pick(std::size_t reduced, std::size_t all) const { return full ? all : reduced; }
};

/// What a life of the victim is to do.
struct Life {
  std::string file;
  test::Sizes sizes;
  std::string durability = "power";
  std::optional<std::uint64_t> count;  ///< For ever without one.

  /// The command of it, after whatever is to run it.
  std::vector<std::string> words(const Settings& settings,
                                 std::vector<std::string> wrapper = {}) const;
};

/// The last number that the victim said it has committed; 0 if none.
std::uint64_t last_acknowledged(const std::string& output);

/// Runs a command found in PATH to its end; its exit code, 128 + n by signal n, nothing when it had
/// to be ended after 20 seconds.
std::optional<int> run(std::vector<std::string> words, const std::string& output = {});

}  // namespace watchdog::torture
