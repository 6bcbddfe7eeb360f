// SPDX-License-Identifier: MIT
#pragma once

#include <sys/stat.h>

namespace watchdog::block {

/// When its content was written, and when anything of it was changed, which nobody can set.
timespec written(const struct stat& status) noexcept;
timespec changed(const struct stat& status) noexcept;

}  // namespace watchdog::block
