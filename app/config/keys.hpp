// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "commands/keep_programs.hpp"
#include "config/setting.hpp"

namespace watchdog::app::config {

/// What is known of a program while its keys are read; at first what the defaults say.
struct Draft {
  std::string folder;              ///< Of the file, absolute: where relative paths begin.
  std::vector<std::string> words;  ///< The program and its arguments.
  std::optional<Adopt> adopt;
  std::optional<unsigned> instances;
  bool enabled = true;
  Settings settings;
};

/// A key of a program, and how its value is taken over into the draft.
struct Key {
  std::string_view name;
  void (*read)(const Setting& setting, Draft& draft);
};

/// All there are, in the order of the documentation.
const std::vector<Key>& program_keys();

/// Reads every key of a table into `draft`. `where` stands in the flaw of an unknown one: "there is
/// no key 'x' in a program".
void read_keys(const Value::Table& table, std::string_view where, Draft& draft, Flaws& flaws);

}  // namespace watchdog::app::config
