// SPDX-License-Identifier: MIT
#include "watchdog/process/terminal.hpp"

namespace watchdog::process {

/// A console is written to by those who sit at it, and by nobody else.
Result<void> write_to_terminal(const Identity& id, std::string_view) {
  return Error{std::make_error_code(std::errc::function_not_supported),
               "write to the terminal of process", std::to_string(id.pid), ""};
}

}  // namespace watchdog::process
