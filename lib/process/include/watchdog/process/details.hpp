// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "watchdog/process/identity.hpp"

/// What a row of the process table does not tell, read when somebody asks.
namespace watchdog::process {

/// The words it was started with, argv[0] first, as far as the first 32 KiB hold them. Empty when
/// the system does not tell, or it is gone.
/// Source: Linux /proc/PID/cmdline; Windows its parameter block; macOS and FreeBSD sysctl.
std::vector<std::string> words_of(const Identity& id);

/// The user with whose rights it runs: the number (POSIX), the SID as text (Windows). Empty when
/// the system does not tell, or it is gone.
std::string user_of(const Identity& id);

/// What user_of() says of the processes of that user: by name, by number (POSIX), by SID (Windows).
/// Errors, without a code: there is no such user.
Result<std::string> find_user(const std::string& name);

/// What is to be opened to read the very file that the process executes, whatever has become of
/// the path: /proc/PID/exe on Linux, elsewhere `image`.
std::string executable_of(const Identity& id, const std::string& image);

}  // namespace watchdog::process
