// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_hash.hpp"
#include "file_times.posix.hpp"

namespace watchdog::block {
namespace {

std::uint64_t nanoseconds(const timespec& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1'000'000'000 +
         static_cast<std::uint64_t>(time.tv_nsec);
}

}  // namespace

HashedFile HashedFile::open(const std::string& path) {
  HashedFile file;
  file.handle.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file.handle) return file;
  if (::fstat(file.handle.get(), &status) != 0 || !S_ISREG(status.st_mode)) file.handle.reset();
  file.stamp = {static_cast<std::uint64_t>(status.st_dev),
                static_cast<std::uint64_t>(status.st_ino),
                static_cast<std::uint64_t>(status.st_size), nanoseconds(written(status)),
                nanoseconds(changed(status))};
  return file;
}

std::size_t HashedFile::read(std::span<std::byte> buffer) const {
  const ssize_t size = ::read(handle.get(), buffer.data(), buffer.size());
  return size > 0 ? static_cast<std::size_t>(size) : 0;
}

}  // namespace watchdog::block
