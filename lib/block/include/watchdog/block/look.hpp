// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/block/rule.hpp"

namespace watchdog::block {

/// What `rule` says of a process, with what it needs to know beyond the row read now, and no more.
/// A file's hash is remembered until the file changes. Any thread.
Verdict look(const Rule& rule, const process::Entry& entry);

/// The same at once: a file that would take long to read, and was not read yet, is left unread, and
/// the process is not meant. Then `unread`, where given, is that file; hash it and look again.
Verdict look_at_once(const Rule& rule, const process::Entry& entry, std::string* unread = nullptr);

/// The same, at once, of a process that is about to execute the file `entry.image`.
Verdict look_ahead(const Rule& rule, const process::Entry& entry);

}  // namespace watchdog::block
