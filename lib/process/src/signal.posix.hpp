// SPDX-License-Identifier: MIT
#pragma once

#include "watchdog/base/error.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::process {

/// Why a signal, whose sending left its error in errno, did not reach the process.
Error signal_error(const Identity& id, int signal);

}  // namespace watchdog::process
