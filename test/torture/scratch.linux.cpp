// SPDX-License-Identifier: MIT
#include "scratch.hpp"

#include <fmt/format.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>

namespace watchdog::torture {

bool have_own_mounts() {
  return ::unshare(CLONE_NEWNS) == 0 &&
         ::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0;
}

SmallDisk::SmallDisk(std::string folder, std::size_t kilobytes) : folder_(std::move(folder)) {
  ::mkdir(folder_.c_str(), 0700);
  const std::string size = fmt::format("size={}k", kilobytes);
  mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()) == 0;
}

SmallDisk::~SmallDisk() {
  if (mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
}

bool SmallDisk::resize(std::size_t kilobytes) const {
  const std::string size = fmt::format("size={}k", kilobytes);
  return ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_REMOUNT, size.c_str()) == 0;
}

}  // namespace watchdog::torture
