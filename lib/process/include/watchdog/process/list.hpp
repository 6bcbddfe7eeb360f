// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// A row of the process table as it was when read; the process may be gone already.
struct Entry {
  enum class Kind : std::uint8_t { user, zombie, kernel };

  Identity id;
  Pid parent = 0;  ///< 0 when the system does not say.
  Kind kind = Kind::user;
  /// The executable file: its full path; its name alone for a protected process on Windows; empty
  /// when withheld (another user's process, a kernel thread). Never cut short; a file deleted
  /// meanwhile keeps the name it had.
  std::string image;
  /// The name the system shows. Linux: at most 15 bytes, and the process may change it. Elsewhere
  /// the image's name.
  std::string title;
  /// argv[0] (the script's file, where an interpreter runs one under this title), read only where
  /// the title may be cut and the image leaves a doubt; otherwise empty.
  std::string argument0;

  /// The best short name there is: that of the image, otherwise the title.
  std::string_view name() const noexcept;
  /// What a person knows it by: the title, which for a script is the script's name, unless that is
  /// but the start of the image's name.
  std::string_view label() const noexcept;
};

/// Reads the process table once. Rows that vanish meanwhile are left out, not reported.
/// Errors: those of opening the table itself.
Result<std::vector<Entry>> list();

/// One row, read now. Errors: no_such_process.
Result<Entry> inspect(Pid pid);

/// The ancestors of `pid` in `table`, nearest first, `pid` itself not included.
std::vector<Pid> ancestors(const std::vector<Entry>& table, Pid pid);

/// `pid` and its ancestors, nearest first, each read on its own: cheaper than a table when they are
/// all that matters. Ends at what can't be read.
std::vector<Entry> lineage(Pid pid);

/// `root` and all that descends from it in `table`, parents before their children.
std::vector<Identity> descendants(const std::vector<Entry>& table, Pid root);

}  // namespace watchdog::process
