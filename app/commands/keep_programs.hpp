// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "keeping/claims.hpp"
#include "keeping/health.hpp"
#include "keeping/recovery.hpp"
#include "watchdog/keep/keeper.hpp"
#include "watchdog/process/list.hpp"
#include "watchdog/process/process.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::app {

/// Which of several running processes of one name is taken.
enum class Adopt : std::uint8_t {
  only,    ///< The one; several are an error.
  newest,  ///< The one started last.
  oldest,  ///< The one started first.
  never,   ///< None: a new one is started beside them.
  all      ///< Each of them is kept: resolve_all().
};

/// How a program is kept, whichever it is.
struct Settings {
  keep::Policy policy;
  keep::Ladder ladder = keep::Program{}.ladder;
  std::string directory;                 ///< Empty: ours, or the one an adopted program had.
  std::vector<std::string> environment;  ///< "NAME=value", added.
  bool die_with_us = false;
  Health health;
  std::string log;                 ///< The file its output is appended to; empty: passed through.
  std::vector<std::string> alert;  ///< Run when it gives up or restarts too often; empty: nothing.
  Checkpoint checkpoint;
  std::string report_dir;  ///< Where reports of its hangs go; empty: none are written.
};

/// A program to keep, and the process that is it already.
struct Kept {
  std::string name;
  process::Command command;
  std::optional<process::Identity> running;
  bool as_found = false;  ///< `command` is read of the running one, and known from nowhere else.
  std::string missing;    ///< What of the running one could not be read, for people.
  Settings settings;
  Heritage heritage;  ///< What another keeper of it knew.
};

/// What `names` are kept by and known as: the program's own name.
/// Errors: a target that is no name.
Result<std::vector<keep::Wish>> wishes_of_targets(const std::vector<std::string>& targets);
/// A program with its arguments: the same program with others is another one.
Result<keep::Wish> wish_of_words(const std::vector<std::string>& words);

/// Finds out what each target means: a process that runs, reopened later as it was started, or a
/// program to start. Processes that belong to another match (its workers) are not counted.
/// Errors: a target that is no name; ourselves or pid 1; several that run; one that another
/// watchdog keeps; nothing that runs and no such program. `heritage`, for each target: a process
/// that is known to be the program needs no choice.
Result<std::vector<Kept>> resolve(const std::vector<std::string>& targets, Adopt adopt,
                                  const std::vector<Heritage>& heritage);

/// Each process that runs by one of the names, to be reopened as it was: called NAME, NAME-2,
/// NAME-3 ..., the one started first first. Where none runs, the program to start.
/// Errors: as above.
Result<std::vector<Kept>> resolve_all(const std::vector<std::string>& targets);

/// The same for one target, among the processes of `table`.
/// Errors: as above; those without a code are a refusal of what runs.
Result<Kept> resolve_one(const std::vector<process::Entry>& table, const std::string& text,
                         Adopt adopt, const Heritage& heritage);

/// One program with its arguments, as it stands on the command line. Never adopted by name: that
/// can't tell one script of an interpreter from another.
Result<Kept> from_words(const std::vector<std::string>& words, const Heritage& heritage);

/// A process by its number, to be reopened as it was started. Errors: there is none, or its program
/// can't be read; ourselves or pid 1.
Result<Kept> from_process(const process::Identity& id);

/// Refuses a process that we may not end, since it can be neither stopped nor replaced, and one
/// that another watchdog keeps.
Result<void> check_ours(const process::Identity& id);

/// The process whose number is in the file; nothing when there is no file, the process is gone, or
/// it is younger than the file: then the number is a stranger's by now.
/// Errors: a file that can't be read or holds no number.
Result<std::optional<process::Identity>> from_pid_file(const std::string& path);

}  // namespace watchdog::app
