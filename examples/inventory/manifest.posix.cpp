// SPDX-License-Identifier: MIT
#include "manifest.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace inventory {
namespace {

using watchdog::Error;
using watchdog::Result;
using watchdog::UniqueHandle;

Error failed(const char* action, const std::string& path) {
  return {watchdog::last_system_error(), action, path, {}};
}

/// A new file's name is an entry of its folder, which has to be flushed by itself.
Result<void> sync_name(const std::string& path) {
  const auto folder = std::filesystem::absolute(path).parent_path();
  const UniqueHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle || (::fsync(handle.get()) != 0 && errno != EINVAL))
    return failed("flush the folder", folder.string());
  return {};
}

}  // namespace

Result<Manifest> Manifest::open(const std::string& path, std::uint64_t length) {
  UniqueHandle handle(::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666));
  if (!handle) return failed("open the manifest", path);
  struct stat info {};
  if (::fstat(handle.get(), &info) != 0) return failed("look at the manifest", path);
  const auto size = static_cast<std::uint64_t>(info.st_size);
  if (size < length) return too_short(path, size, length);
  if (::ftruncate(handle.get(), static_cast<off_t>(length)) != 0)
    return failed("cut the manifest", path);
  if (::lseek(handle.get(), 0, SEEK_END) < 0) return failed("cut the manifest", path);
  if (auto done = sync_name(path); !done) return done.error();
  return Manifest(std::move(handle), path, length);
}

Result<void> Manifest::append(std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(handle_.get(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("write the manifest", path_);
    text.remove_prefix(static_cast<std::size_t>(count));
    length_ += static_cast<std::uint64_t>(count);
  }
  return {};
}

Result<void> Manifest::sync() {
  if (::fsync(handle_.get()) != 0) return failed("flush the manifest", path_);
  return {};
}

}  // namespace inventory
