// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "watchdog/base/result.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// A job object: what is born in it stays in it, and so do its children. Closing the handle, or our
/// death, leaves the processes alone, unless they are to `die_with_us`.
Result<UniqueHandle> create_job(bool die_with_us);

/// A process in a job, held, so that its number stays its own.
struct Member {
  Pid pid = 0;
  UniqueHandle process;
};

/// The processes in `job` that live.
std::vector<Member> job_members(NativeHandle job);

}  // namespace watchdog::process
