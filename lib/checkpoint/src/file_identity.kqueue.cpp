// SPDX-License-Identifier: MIT
#include <sys/stat.h>

#include "file_identity.posix.hpp"

namespace watchdog::checkpoint {
namespace {

FileIdentity identity_from(const struct stat& info) noexcept {
  return {static_cast<std::uint64_t>(info.st_dev), static_cast<std::uint64_t>(info.st_ino)};
}

}  // namespace

std::optional<FileIdentity> identity_of(const std::string& path) noexcept {
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return std::nullopt;
  return identity_from(info);
}
std::optional<FileIdentity> identity_of(int file) noexcept {
  struct stat info {};
  if (::fstat(file, &info) != 0) return std::nullopt;
  return identity_from(info);
}

}  // namespace watchdog::checkpoint
