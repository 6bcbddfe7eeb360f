// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace watchdog::test {

/// Sets a variable of this process's environment; empty: takes it out.
void set_variable(const char* name, const std::string& value);

/// An address that nobody else listens at, as NOTIFY_SOCKET has it; `folder` is for a file.
std::string notify_address(const std::string& folder);

}  // namespace watchdog::test
