// SPDX-License-Identifier: MIT
#include "file_times.posix.hpp"

namespace watchdog::block {

timespec written(const struct stat& status) noexcept { return status.st_mtimespec; }

timespec changed(const struct stat& status) noexcept { return status.st_ctimespec; }

}  // namespace watchdog::block
