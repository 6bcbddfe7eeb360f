// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

namespace watchdog {

/// The program's own command line as UTF-8, program name first.
/// Source: argv; on Windows the UTF-16 command line, since argv there has lost what the code page
/// lacks.
std::vector<std::string> arguments(int argc, const char* const* argv);

}  // namespace watchdog
