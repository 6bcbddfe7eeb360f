// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/exit.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// ERROR_ELEVATION_REQUIRED, which MinGW's headers lack.
inline constexpr DWORD elevation_required = 740;

/// The portable code that our contracts name, where a Win32 error has one.
std::error_code portable_code(DWORD error) noexcept;

/// The Error for a failed deed on a process. That its number is nobody's is told by
/// ERROR_INVALID_PARAMETER.
Error process_error(DWORD error, std::string action, Pid pid);
Error no_such_process(std::string action, Pid pid);

/// Opens exactly the process of this number; it may have ended (see ended()).
/// Errors: those of process_error().
Result<UniqueHandle> open_process(Pid pid, DWORD rights);

/// Whether it ended. The exit code does not tell: a program may end with the 259 that stands for
/// "still active". Nor does opening it: a dead process can be opened while anybody holds it.
bool ended(NativeHandle process) noexcept;

/// How it ended; unknown while it lives.
Exit exit_of(NativeHandle process) noexcept;

/// The exit code of what was ended by force: what the system's own taskkill leaves.
inline constexpr UINT forced_exit_code = 1;

/// When it was created, in 100 ns; 0 when not told.
std::uint64_t creation_time(NativeHandle process) noexcept;

/// Blocks until the object is signalled (true) or `deadline` (false).
bool wait_for(NativeHandle object, Time deadline) noexcept;

/// The full path of its executable file; empty when not told.
std::string image_path(NativeHandle process);

}  // namespace watchdog::process
