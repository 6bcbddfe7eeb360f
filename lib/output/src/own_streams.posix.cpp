// SPDX-License-Identifier: MIT
#include <unistd.h>

#include "watchdog/output/outlet.hpp"

namespace watchdog::output {

NativeHandle own_output() noexcept { return STDOUT_FILENO; }
NativeHandle own_error() noexcept { return STDERR_FILENO; }

}  // namespace watchdog::output
