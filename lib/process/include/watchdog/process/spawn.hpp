// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/exit.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// Where one of a program's three streams leads.
struct Stream {
  enum class Kind : std::uint8_t { inherit, null, file, handle };
  Kind kind = Kind::inherit;
  std::string file;  ///< Opened to append and created if need be; to read, for the input.
  /// Open already, and not ours: it must outlive each spawn(). It need not be inheritable.
  NativeHandle handle = invalid_handle;

  static Stream to_file(std::string path) { return {Kind::file, std::move(path), invalid_handle}; }
  static Stream to_null() { return {Kind::null, {}, invalid_handle}; }
  static Stream to_handle(NativeHandle handle) { return {Kind::handle, {}, handle}; }
};

/// A program to start. Text is UTF-8 everywhere.
struct Command {
  std::string program;  ///< Looked up in PATH when it has no separator.
  std::vector<std::string>
      arguments;          ///< argv[1..], verbatim; quoted by the system's rules (Windows).
  std::string argument0;  ///< argv[0] (POSIX); empty: the program as it was named.
  std::string directory;  ///< Empty: ours.
  std::optional<std::vector<std::string>> environment;  ///< "NAME=value"; empty: ours.
  std::vector<std::string> extra_environment;           ///< Added to it; a later NAME wins.
  Stream input = Stream::to_null();
  Stream output;
  Stream error;
  /// The system ends it by force when we die, however that is; on Windows what it started as well.
  /// On Linux, where "we" is the thread that starts it, not across a program that raises its
  /// rights.
  bool die_with_parent = false;
};

/// The file that `program` names: itself when it has a separator, otherwise looked up in PATH (with
/// the system's suffixes on Windows).
/// Errors: no_such_file_or_directory, permission_denied (found, but not a runnable file),
/// is_a_directory.
Result<std::string> find_program(const std::string& program);

/// A program we started: the leader of a process group of its own (POSIX), the first in a job
/// object (Windows). Nothing happens to it on destruction: the system keeps an unreaped child's
/// number.
///
/// On POSIX somebody must reap the child, once: reap() or wait(). Move-only.
class Child {
 public:
  Child() = default;
  Child(const Identity& id, UniqueHandle process, UniqueHandle container)
      : id_(id), process_(std::move(process)), container_(std::move(container)) {}

  Pid pid() const noexcept { return id_.pid; }
  /// Its start is 0 where the system did not tell.
  const Identity& id() const noexcept { return id_; }
  /// Windows: the process, signalled once it ended. POSIX: none; SIGCHLD tells.
  NativeHandle process() const noexcept { return process_.get(); }
  /// Windows: the job object that holds the whole tree. POSIX: none.
  NativeHandle container() const noexcept { return container_.get(); }

  /// Sends a signal to its group. POSIX: any. Windows has none, and takes four numbers for its own
  /// ways: 2 (INT) Ctrl-C, for a program with a console of its own; 21 (BREAK) Ctrl-Break; 15
  /// (TERM) what ask() does; 9 (KILL) what force() does. Errors: no_such_process, invalid_argument
  /// (no such signal), or nothing there that could be asked so (Windows).
  Result<void> send(int signal) const;

  /// Asks the program and what it started to end: SIGTERM to its group; on Windows Ctrl-Break or
  /// Ctrl-C, and WM_CLOSE to its windows.
  /// Errors: no_such_process, or nothing there that could be asked (Windows).
  Result<void> ask() const;

  /// Ends by force what is left of it: its group, its job object. Before it is reaped, at the
  /// latest: until then its number, and so its group's, can't be another's.
  void force() const;

  /// Blocks until the program ended or `deadline`; reaps it.
  /// Errors: timed_out.
  Result<Exit> wait(Time deadline) const;

 private:
  Identity id_;
  UniqueHandle process_;
  UniqueHandle container_;
};

/// Starts `command`. On success its image runs: it is not merely forked. Only the three streams are
/// inherited; a relative program is looked for from our directory. Signals are at their defaults
/// and unblocked in it. Errors: those of find_program; permission_denied; executable_format_error;
/// resource_unavailable_try_again and not_enough_memory (limits). The error's action and subject
/// name the stage that failed: start, open its output, change to its directory;
/// operation_not_supported where die_with_parent is asked for and the system can't (macOS).
Result<Child> spawn(const Command& command);

/// The same for many, in the order of `commands`, none of which is null. On Linux several are
/// started at once, by threads that end before this returns; those that are to die with us by the
/// calling thread alone.
std::vector<Result<Child>> spawn_all(const std::vector<const Command*>& commands);

/// Goes on as `command`: the same process, with its number, its group and its children; of what is
/// open it keeps the streams. Returns only when that failed, with everything as it was but for what
/// is to be closed on exec. Errors: spawn's; function_not_supported on Windows.
Error replace_self(const Command& command);
/// Whether this system has the call.
bool can_replace_self() noexcept;

}  // namespace watchdog::process
