// SPDX-License-Identifier: MIT
#include "limits.hpp"

#include <signal.h>
#include <sys/resource.h>

namespace watchdog::test {

const bool FileSizeLimit::works = true;

FileSizeLimit::FileSizeLimit(std::uint64_t bytes) {
  ::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  before_ = static_cast<std::uint64_t>(limit.rlim_cur);
  limit.rlim_cur = static_cast<rlim_t>(bytes);
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

FileSizeLimit::~FileSizeLimit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_FSIZE, &limit);
  limit.rlim_cur = static_cast<rlim_t>(before_);
  ::setrlimit(RLIMIT_FSIZE, &limit);
}

}  // namespace watchdog::test
