// SPDX-License-Identifier: MIT
#pragma once

#include <string>

namespace watchdog::torture {

/// Gives this process file systems of its own to mount, which end with it. False without the right.
bool have_own_mounts();

/// A small file system in memory, mounted on a folder that it makes.
class SmallDisk {
 public:
  SmallDisk(std::string folder, std::size_t kilobytes);
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;
  ~SmallDisk();
  bool resize(std::size_t kilobytes) const;
  explicit operator bool() const { return mounted_; }

 private:
  std::string folder_;
  bool mounted_;
};

}  // namespace watchdog::torture
