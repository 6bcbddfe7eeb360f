// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <cerrno>

#include "file_identity.posix.hpp"

namespace watchdog::checkpoint {
namespace {

FileIdentity identity_from(std::uint64_t major_device, std::uint64_t minor_device,
                           std::uint64_t number) noexcept {
  return {major_device << 32 | minor_device, number};
}

/// For filters of system calls that are older than statx(2).
std::optional<FileIdentity> ask_for_all(int folder, const char* path, int flags) noexcept {
  struct stat info {};
  if (::fstatat(folder, path, &info, flags) != 0) return std::nullopt;
  return identity_from(major(info.st_dev), minor(info.st_dev), info.st_ino);
}

/// Asks for the number alone. Whoever asks for the times, as stat(2) does, has the next write store
/// a finer one (from Linux 6.13 on), and the flush after it takes half as long again.
std::optional<FileIdentity> ask(int folder, const char* path, int flags) noexcept {
  struct statx info {};
  if (::statx(folder, path, flags, STATX_INO, &info) == 0)
    return identity_from(info.stx_dev_major, info.stx_dev_minor, info.stx_ino);
  if (errno == EPERM || errno == ENOSYS) return ask_for_all(folder, path, flags);
  return std::nullopt;
}

}  // namespace

std::optional<FileIdentity> identity_of(const std::string& path) noexcept {
  return ask(AT_FDCWD, path.c_str(), 0);
}
std::optional<FileIdentity> identity_of(int file) noexcept { return ask(file, "", AT_EMPTY_PATH); }

}  // namespace watchdog::checkpoint
