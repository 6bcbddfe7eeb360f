// SPDX-License-Identifier: MIT
#include "system.hpp"

namespace victim {

/// The system shows the name of the image, which a process can't change.
void set_title(const std::string&) {}

}  // namespace victim
