// SPDX-License-Identifier: MIT
#pragma once

#include <windows.h>
#include <winternl.h>

#include <optional>
#include <string>
#include <vector>

#include "watchdog/base/unique_handle.hpp"

namespace watchdog::process {

/// RTL_USER_PROCESS_PARAMETERS, what a process was started with: the SDK declares but two of its
/// members. This is the layout since Windows Vista, of both word sizes.
struct ProcessParameters {
  ULONG sizes[2];
  ULONG flags[2];
  HANDLE console;
  ULONG console_flags;  ///< Bit 0: Ctrl-C is disabled.
  HANDLE streams[3];
  UNICODE_STRING directory;
  HANDLE directory_handle;
  UNICODE_STRING library_path;
  UNICODE_STRING image;
  UNICODE_STRING command_line;
  void* environment;
  ULONG window[9];
  UNICODE_STRING titles[4];
  struct {
    ULONG unused[2];
    UNICODE_STRING path;
  } drive_directories[32];
  SIZE_T environment_size;
};

/// Where a process keeps its parameters, in its own memory; null when not told.
void* parameters_address(NativeHandle process) noexcept;

/// The same, copied; nothing when not told. The handle needs PROCESS_VM_READ.
std::optional<ProcessParameters> read_parameters(NativeHandle process);

/// A text in another process's memory; nothing when it can't be read.
std::optional<std::wstring> read_text(NativeHandle process, const UNICODE_STRING& text);

/// The folder that a process works in, as people write it; nothing when it can't be read.
std::optional<std::string> read_directory(NativeHandle process,
                                          const ProcessParameters& parameters);

/// "NAME=value" for each variable, without those of drives ("=C:=C:\"), which are not for people;
/// empty when it can't be read.
std::vector<std::string> read_environment(NativeHandle process,
                                          const ProcessParameters& parameters);

/// Whether this process ignores Ctrl-C and would hand that on to its children.
bool ctrl_c_disabled() noexcept;

}  // namespace watchdog::process
