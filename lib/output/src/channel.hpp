// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::output {

/// A pipe from a program to us. We hold both ends: the program's next life writes to the same one,
/// and so the pipe never ends.
struct Channel {
  UniqueHandle ours;      ///< To read without waiting.
  UniqueHandle programs;  ///< To be its stdout or stderr. Waits while the pipe is full.
};

/// Source: Linux a pipe, its end reopened; macOS and FreeBSD a FIFO without a name; there the
/// program's end can be read as well, so that its writes go on when we are dead, until the pipe is
/// full. Windows a named pipe, whose writes fail when we are dead.
Result<Channel> open_channel();

/// The pipe that an earlier keeper made for this stream (1 or 2) of a process that lives.
/// Errors: see Capture::take_over.
Result<Channel> take_over_channel(const process::Identity& id, int stream);

/// Whether both lead to the same pipe.
bool same_pipe(const Channel& a, const Channel& b);

}  // namespace watchdog::output
