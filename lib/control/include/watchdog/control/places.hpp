// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include "watchdog/base/result.hpp"

namespace watchdog::control {

/// Where this user's sockets live: what is there is gone after a restart of the system.
/// $WD_RUNTIME_DIR; /run/watchdog for root (/var/run/watchdog on macOS and FreeBSD);
/// $XDG_RUNTIME_DIR/watchdog, or watchdog-UID in the folder for temporary files;
/// ~/Library/Caches/watchdog on macOS; on Windows %ProgramData%\watchdog for administrators and the
/// system itself, %LOCALAPPDATA%\watchdog for others.
///
/// The folder is made, with the folders above it, when it is absent; only its owner may enter it.
/// The path is UTF-8. Errors: permission_denied when it belongs to somebody else or others may
/// write to it; not_a_directory (a link is none either); invalid_argument when a variable holds no
/// full path or the one needed is not set; what the system says when it cannot be made.
Result<std::string> runtime_folder();

/// Where this user's state lives, which outlasts a restart: $WD_STATE_DIR; /var/lib/watchdog for
/// root (/var/db/watchdog on FreeBSD, /Library/Application Support/watchdog on macOS);
/// $XDG_STATE_HOME/watchdog, or ~/.local/state/watchdog; ~/Library/Application Support/watchdog on
/// macOS; on Windows the same folder as runtime_folder(). Otherwise as runtime_folder().
Result<std::string> state_folder();

}  // namespace watchdog::control
