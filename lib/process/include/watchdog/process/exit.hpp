// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace watchdog::process {

/// How a process ended.
struct Exit {
  enum class Kind : std::uint8_t {
    code,    ///< By itself.
    signal,  ///< By a signal (POSIX).
    unknown  ///< Not told: a process that is not our child, on a system that keeps it to itself.
  };
  Kind kind = Kind::unknown;
  std::uint32_t value =
      0;              ///< Code (8 bits on POSIX, 32 on Windows) or signal number; 0 if unknown.
  bool core = false;  ///< A core file was written.

  static constexpr Exit code(std::uint32_t value) noexcept { return {Kind::code, value, false}; }
  static constexpr Exit signal(std::uint32_t number, bool core = false) noexcept {
    return {Kind::signal, number, core};
  }
  bool success() const noexcept { return kind == Kind::code && value == 0; }
  friend bool operator==(const Exit&, const Exit&) = default;
};

/// What a shell would show, always 0..255: the code's low 8 bits (1 when a longer code has none
/// set), 128 + n for signal n, 1 when unknown.
int shell_code(const Exit& exit) noexcept;

/// For people: "exit code 3", "killed by signal 9 (KILL)", "exit code 0xC0000005 (access
/// violation)".
std::string describe(const Exit& exit);

/// The short name of a signal, "TERM"; empty when this system has no such signal.
std::string signal_name(std::uint32_t number);

/// The signal that a person means by "TERM", "SIGTERM", "sigterm" or "15"; none when this system
/// has no such one. On Windows those that Child::send() and Process::send() know: INT, BREAK, TERM,
/// KILL.
std::optional<int> signal_number(std::string_view name);
/// The other way: "TERM" for 15; empty when the system has no such signal.
std::string signal_word(int number);

}  // namespace watchdog::process
