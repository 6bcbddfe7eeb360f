// SPDX-License-Identifier: MIT
#pragma once

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

#include <string>

#include "support/temp_dir.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::test {

/// A namespace of mounts for this process and those it starts, with an empty file system in it:
/// what is watched here, nobody else meets. At its end this process is where it was.
class PrivateMounts {
 public:
  PrivateMounts() : before_(::open("/proc/self/ns/mnt", O_RDONLY | O_CLOEXEC)) {
    made_ = before_ && ::unshare(CLONE_NEWNS) == 0 &&
            ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 &&
            mount_at(dir_.path().string());
  }
  PrivateMounts(const PrivateMounts&) = delete;
  PrivateMounts& operator=(const PrivateMounts&) = delete;
  ~PrivateMounts() {
    if (before_) ::setns(before_.get(), CLONE_NEWNS);
  }

  bool made() const { return made_; }
  std::string file(const std::string& name) const { return dir_.file(name); }
  static bool mount_at(const std::string& folder) {
    return ::mount("wdtest", folder.c_str(), "tmpfs", 0, "size=64m") == 0;
  }

 private:
  TempDir dir_;
  UniqueHandle before_;
  bool made_ = false;
};

}  // namespace watchdog::test
