// SPDX-License-Identifier: MIT
#include "locked_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace watchdog::keep {
namespace {

/// Whoever had it before us may have removed it since we opened it: a lock on a file that has lost
/// its name keeps nobody out.
bool still_has_name(int file, const std::string& path) {
  struct stat held {};
  struct stat named {};
  return ::fstat(file, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
         held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

/// The locked file; no handle when it is somebody else's and `flags` say not to wait.
Result<UniqueHandle> lock(const std::string& path, int flags) {
  for (;;) {
    UniqueHandle file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file) return last_failure("open", path);
    if (::flock(file.get(), LOCK_EX | flags) == 0) {
      if (still_has_name(file.get(), path)) return file;
    } else if (errno == EWOULDBLOCK) {
      return UniqueHandle();
    } else if (errno != EINTR) {
      return last_failure("lock", path);
    }
  }
}

Result<std::string> read_all(int file, const std::string& path) {
  std::string text;
  std::array<char, 16 * 1024> part;
  for (;;) {
    const ssize_t count = ::pread(file, part.data(), part.size(), static_cast<off_t>(text.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_failure("read", path);
    if (count == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

Result<std::optional<LockedFile>> LockedFile::take(const std::string& path) {
  Result<UniqueHandle> file = lock(path, LOCK_NB);
  if (!file) return file.error();
  if (!*file) return std::optional<LockedFile>();
  return std::optional(LockedFile(std::move(*file), path));
}

Result<LockedFile> LockedFile::await(const std::string& path) {
  Result<UniqueHandle> file = lock(path, 0);
  if (!file) return file.error();
  return LockedFile(std::move(*file), path);
}

Result<std::string> LockedFile::read() const { return read_all(handle_.get(), path_); }

Result<void> LockedFile::write(std::uint64_t offset, std::string_view text) const {
  while (!text.empty()) {
    const ssize_t count =
        ::pwrite(handle_.get(), text.data(), text.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_failure("write", path_);
    offset += static_cast<std::uint64_t>(count);
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

bool LockedFile::has_name() const { return still_has_name(handle_.get(), path_); }

Result<void> LockedFile::remove() const {
  if (::unlink(path_.c_str()) == 0 || errno == ENOENT) return {};
  return last_failure("remove", path_);
}

Result<std::string> read_text(const std::string& path) {
  const UniqueHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return last_failure("open", path);
  return read_all(file.get(), path);
}

}  // namespace watchdog::keep
