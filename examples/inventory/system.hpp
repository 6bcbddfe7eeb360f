// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>

/// The little in which the systems differ.
namespace inventory {

/// Makes requests to stop set a mark instead of ending the program: SIGINT and SIGTERM; on Windows
/// Ctrl-C, Ctrl-Break, and the closing of the console, the session or the system.
void watch_for_stop();

/// 0, or the signal's number: SIGINT or SIGTERM. May be asked by any thread.
int stop_signal() noexcept;

/// Whether stderr is a terminal.
bool is_terminal() noexcept;

/// A symbolic link; on Windows a junction or mount point too: all that could lead round in a
/// circle.
bool is_link(const std::filesystem::path& path);

}  // namespace inventory
