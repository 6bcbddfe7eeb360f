// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "commands/keep_programs.hpp"
#include "config/flaw.hpp"

namespace watchdog::app::config {

/// A program as a file describes it; one for each of its instances.
struct Program {
  std::string name;
  std::string table;               ///< What the file calls it, without the number of an instance.
  Place place;                     ///< Of its table.
  std::vector<std::string> words;  ///< What is started, and its arguments; a path is absolute.
  Adopt adopt = Adopt::never;
  bool enabled = true;
  Settings settings;
};

/// What a file says, and what is wrong with it, in its order. With a flaw in it the programs are
/// not to be started: they are what could be understood.
struct Config {
  std::vector<Program> programs;
  Flaws flaws;
};

/// Reads TOML; see docs/configuration.md. `folder` is where relative paths begin, absolute. Looks
/// at nothing but the text.
Config read_config(std::string_view text, const std::string& folder);

/// Reads the file at `path`. One that can't be read, or is larger than any such file should be
/// (16 MiB), is a flaw of the file as a whole.
Config load_config(const std::string& path);

}  // namespace watchdog::app::config
