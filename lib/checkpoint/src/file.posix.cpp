// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>

#include "file.hpp"
#include "file_identity.posix.hpp"
#include "flush.hpp"
#include "watchdog/checkpoint/error.hpp"

namespace watchdog::checkpoint {
namespace {

using Pieces = std::span<iovec>;

Pieces without_empty(Pieces pieces) {
  while (!pieces.empty() && pieces[0].iov_len == 0) pieces = pieces.subspan(1);
  return pieces;
}

/// What is left to write once `done` bytes are.
Pieces after(Pieces pieces, std::size_t done) {
  while (done > 0) {
    const std::size_t part = std::min(done, pieces[0].iov_len);
    pieces[0].iov_base = static_cast<char*>(pieces[0].iov_base) + part;
    pieces[0].iov_len -= part;
    done -= part;
    pieces = without_empty(pieces);
  }
  return pieces;
}

/// The folder a path is in, as open(2) takes it.
std::string folder_of(const std::string& path) {
  const std::size_t cut = path.rfind('/');
  return cut == std::string::npos ? "." : cut == 0 ? "/" : path.substr(0, cut);
}

}  // namespace

Result<std::optional<File>> File::open(const std::string& path) {
  UniqueHandle handle(::open(path.c_str(), O_RDWR | O_CLOEXEC));
  if (handle) return std::optional(File(std::move(handle), path));
  if (errno == ENOENT) return std::optional<File>();
  return last_failure("open the checkpoint", path);
}

Result<File> File::open_to_read(const std::string& path) {
  // O_NONBLOCK: a pipe without a writer would have us wait for one.
  UniqueHandle handle(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  struct stat info {};
  if (!handle || ::fstat(handle.get(), &info) != 0)
    return last_failure("open the checkpoint", path);
  if (!S_ISREG(info.st_mode))
    return Error{Errc::foreign, "read the checkpoint", path, "it is no regular file"};
  return File(std::move(handle), path);
}

Result<File> File::create(const std::string& path) {
  UniqueHandle handle(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!handle) return last_failure("create the checkpoint", path);
  return File(std::move(handle), path);
}

Result<std::uint64_t> File::size() const {
  struct stat info {};
  if (::fstat(handle_.get(), &info) != 0) return last_failure("look at the checkpoint", path_);
  return static_cast<std::uint64_t>(info.st_size);
}

Result<std::size_t> File::read(std::uint64_t offset, std::span<std::byte> into) const {
  std::size_t done = 0;
  while (done < into.size()) {
    const ssize_t count = ::pread(handle_.get(), into.data() + done, into.size() - done,
                                  static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_failure("read the checkpoint", path_);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return done;
}

Result<void> File::write(std::uint64_t offset, std::initializer_list<Bytes> pieces) const {
  std::array<iovec, 4> all{};
  std::transform(pieces.begin(), pieces.end(), all.begin(), [](Bytes piece) {
    return iovec{const_cast<std::byte*>(piece.data()), piece.size()};
  });
  Pieces left = without_empty(Pieces(all).first(pieces.size()));
  while (!left.empty()) {
    const ssize_t count = ::pwritev(handle_.get(), left.data(), static_cast<int>(left.size()),
                                    static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return last_failure("write the checkpoint", path_);
    offset += static_cast<std::uint64_t>(count);
    left = after(left, static_cast<std::size_t>(count));
  }
  return {};
}

Result<void> File::sync() const {
  if (!flush(handle_.get())) return last_failure("flush the checkpoint", path_);
  return {};
}

Name File::name() const {
  const auto named = identity_of(path_);
  if (!named) return errno == ENOENT ? Name::gone : Name::another;
  return named == identity_of(handle_.get()) ? Name::ours : Name::another;
}

Result<void> move_over(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return last_failure("replace the checkpoint", to);
  return {};
}

Result<void> sync_folder_of(const std::string& path) {
  const std::string folder = folder_of(path);
  UniqueHandle handle(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!handle) return last_failure("open the folder of the checkpoint", folder);
  // EINVAL: a file system that cannot flush a folder; there is nothing more to be had from it.
  if (::fsync(handle.get()) != 0 && errno != EINVAL)
    return last_failure("flush the folder of the checkpoint", folder);
  return {};
}

Result<void> remove_file(const std::string& path) {
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return last_failure("remove", path);
  return {};
}

}  // namespace watchdog::checkpoint
