// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace watchdog::test {

/// Sets an environment variable of this process; an empty value removes it. UTF-8.
void set_variable(const std::string& name, const std::string& value);
std::string get_variable(const std::string& name);

}  // namespace watchdog::test
