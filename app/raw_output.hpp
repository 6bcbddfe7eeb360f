// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>

namespace watchdog::app {

/// Writes bytes to standard output as they are, line ends included, and tells whether all of them
/// went there. Nothing else is to be written there in the same run.
bool write_raw(std::string_view bytes);

}  // namespace watchdog::app
