// SPDX-License-Identifier: MIT
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "watchdog/process/list.hpp"

struct kinfo_proc;

/// The kernel's table of processes as sysctl tells it, on macOS and FreeBSD.
namespace watchdog::process::rows {

/// The answer to a sysctl question; empty, with errno set, when it has none.
std::vector<char> ask(std::vector<int> question);

/// What the table alone tells: identity, parent, kind, title.
Result<std::vector<Entry>> all();
Result<Entry> one(Pid pid);

/// The Error for a deed on a process that is gone, or whose number is now another's.
Error no_such_process(std::string action, Pid pid);

/// Adds what the table does not tell: the image, and the argument a cut title is from.
void complete(Entry& entry);

/// The executable file; empty when the system does not say.
std::string image(Pid pid);
/// The folder it works in; empty when the system does not say.
std::string directory(Pid pid);

/// With whose rights it runs; nothing when the system does not say.
std::optional<unsigned> user(Pid pid);

/// The terminal it belongs to; nothing when there is none, or the system does not say.
std::optional<dev_t> terminal(Pid pid);

/// The arguments and the environment it was started with, as far as they are told.
struct Texts {
  std::vector<std::string> arguments;
  std::vector<std::string> environment;
};
Texts texts(Pid pid);

/// The texts in `all`, in which each ends with a NUL.
std::vector<std::string> split(std::string_view all);

// What differs between the two.
extern const int whole_table;
Entry to_entry(const kinfo_proc& row);
unsigned user_of(const kinfo_proc& row);
dev_t terminal_of(const kinfo_proc& row);

}  // namespace watchdog::process::rows
