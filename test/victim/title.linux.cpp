// SPDX-License-Identifier: MIT
#include <sys/prctl.h>

#include "system.hpp"

namespace victim {

void set_title(const std::string& title) { ::prctl(PR_SET_NAME, title.c_str(), 0, 0, 0); }

}  // namespace victim
