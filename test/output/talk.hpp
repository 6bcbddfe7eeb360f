// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace talk {

/// Writes all of it to stdout (1) or stderr (2), unchanged and unbuffered; ends the program with 1
/// when that fails.
void write(int stream, const std::string& bytes);

}  // namespace talk
