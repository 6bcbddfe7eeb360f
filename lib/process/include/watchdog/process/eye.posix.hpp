// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/process/process.hpp"

namespace watchdog::process {

// What a loop of asio's waits on, it makes non-blocking first. Linux allows that for every
// descriptor; a queue of the kernel's, which is what holds a process on macOS and FreeBSD, refuses
// it, and the end would never be told. There the loop is given a descriptor that it may treat as it
// likes, and the queue takes its place.

/// For the loop to take over, and to make non-blocking. None: no descriptor is left.
UniqueHandle blank_eye(const Process& process) noexcept;
/// Then: readable once the process ended. Before the loop waits on it.
bool open_eye(NativeHandle eye, const Process& process) noexcept;

/// Has `eye`, an asio::posix::stream_descriptor that has no descriptor yet, be readable once the
/// process ended. Errors: the system's; no descriptor is left.
template <class Eye>
Result<void> watch_end(Eye& eye, const Process& process) {
  UniqueHandle blank = blank_eye(process);
  std::error_code failed = blank ? std::error_code() : last_system_error();
  if (!failed) eye.assign(blank.get(), failed);
  if (!failed) blank.release();
  if (!failed) eye.native_non_blocking(true, failed);
  if (!failed && !open_eye(eye.native_handle(), process)) failed = last_system_error();
  if (!failed) return {};
  return Error{failed, "watch process", std::to_string(process.id().pid), ""};
}

}  // namespace watchdog::process
