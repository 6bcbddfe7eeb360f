// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// Writes to the terminal that a process belongs to, dead or not yet reaped ones included. Nobody
/// waits: a terminal whose output is held gets nothing. The text is the caller's business: control
/// characters command a terminal.
/// Source: Linux /proc/PID/stat, macOS and FreeBSD sysctl. Errors: no_such_device_or_address (it
/// belongs to none, or to one of another container); no_such_process; permission_denied;
/// resource_unavailable_try_again (its output is held); function_not_supported (Windows).
Result<void> write_to_terminal(const Identity& id, std::string_view text);

}  // namespace watchdog::process
