// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::block {

/// A value "Debugger" among the Image File Execution Options of a program: the system starts what
/// it says, with the program's own command line behind it. Ours names this file and who wrote it,
/// so that the registry itself tells which values are ours and whose; nothing else need be kept.
/// Written for 64-bit and 32-bit programs, in both views of the registry.
class DebuggerValue {
 public:
  /// `program`: a file's name, "game.exe". Errors: permission_denied (it takes an administrator);
  /// file_exists (another debugger is set; it stays), device_or_resource_busy (another watchdog
  /// that lives has set it).
  static Result<DebuggerValue> write(const std::string& program);
  /// The errors that write() would have, but for permission_denied.
  static Result<void> check(const std::string& program);
  /// Takes away all of those whose writers are gone; returns their programs. Errors:
  /// permission_denied.
  static Result<std::vector<std::string>> undo_left();

  DebuggerValue(DebuggerValue&& other) noexcept : program_(std::move(other.program_)) {
    other.program_.clear();
  }
  DebuggerValue& operator=(DebuggerValue&&) = delete;
  /// Takes it away, and the key that held it where nothing else stands there.
  ~DebuggerValue();

 private:
  explicit DebuggerValue(std::string program) : program_(std::move(program)) {}

  std::string program_;
};

inline constexpr std::string_view denied_start_argument = "--denied-start";

/// "1234-133772..."
std::string write_identity(const process::Identity& id);
std::optional<process::Identity> read_identity(std::string_view text);
/// Who wrote a value, if a watchdog did.
std::optional<process::Identity> writer_of(std::string_view value);
/// Whether that process lives, as far as we may know.
bool is_there(const process::Identity& id);

}  // namespace watchdog::block
