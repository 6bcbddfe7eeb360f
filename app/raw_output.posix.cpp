// SPDX-License-Identifier: MIT
#include "raw_output.hpp"
#include "system.hpp"

namespace watchdog::app {

bool write_raw(std::string_view bytes) { return write_output(bytes); }

}  // namespace watchdog::app
