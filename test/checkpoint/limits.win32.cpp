// SPDX-License-Identifier: MIT
#include "limits.hpp"

namespace watchdog::test {

const bool FileSizeLimit::works = false;

FileSizeLimit::FileSizeLimit(std::uint64_t) {}
FileSizeLimit::~FileSizeLimit() = default;

}  // namespace watchdog::test
