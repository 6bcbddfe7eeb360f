// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace watchdog::process {

/// What tells this run of the system from all others, to be stored beside an Identity, whose start
/// counts from the boot: the same text until the system starts again, also across a suspend, and
/// when the wall clock is set. Compare it; it has no other meaning. Empty when not told, which is
/// equal to nothing: trust no stored identity then.
///
/// Source: Linux /proc/sys/kernel/random/boot_id, a random UUID (a container has its host's).
/// macOS kern.bootsessionuuid, FreeBSD kern.boot_id, both random; where there is none,
/// kern.boottime in seconds, which shifts when the wall clock is set. Windows the boot time in 100
/// ns as the wall clock of then told it: BootTime less BootTimeBias of SystemTimeOfDayInformation,
/// since each setting of the clock adds the same to both. A fast startup goes on with the boot
/// before it: there no process lives on, and starts differ.
std::string boot_id();

}  // namespace watchdog::process
