// SPDX-License-Identifier: MIT
#include "lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "file_identity.posix.hpp"

namespace watchdog::checkpoint {
namespace {

/// The lock file may be removed while others have it open: a lock on a file that has lost its name
/// keeps nobody out.
Result<bool> still_has_name(int file, const std::string& path) {
  const auto held = identity_of(file);
  if (!held) return last_failure("look at the lock file", path);
  if (const auto named = identity_of(path)) return *named == *held;
  if (errno == ENOENT) return false;
  return last_failure("look at the lock file", path);
}

std::string holder_of(int file) {
  std::array<char, 32> text{};
  const ssize_t count = ::pread(file, text.data(), text.size(), 0);
  return count > 0 ? std::string(text.data(), static_cast<std::size_t>(count)) : std::string();
}

/// For the message of the next who comes; without it the lock is as good. Written over the last one
/// and as long: to make a file shorter and longer again costs ten times as much as all the rest.
void sign(int file, std::string who) {
  who.resize(10, ' ');
  who += '\n';
  [[maybe_unused]] const bool signed_ = ::pwrite(file, who.data(), who.size(), 0) > 0;
}

/// Beside another's checkpoint, ours would be a lock file that its owner could not open; beside a
/// folder, one that nobody needs.
bool is_ours(const std::string& checkpoint) {
  struct stat info {};
  return ::stat(checkpoint.c_str(), &info) == 0 && S_ISREG(info.st_mode) &&
         info.st_uid == ::geteuid();
}

}  // namespace

Result<Lock> Lock::take(const std::string& checkpoint) {
  const std::string path = checkpoint + ".lock";
  for (;;) {
    UniqueHandle handle(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!handle) return last_failure("create the lock file", path);
    if (::flock(handle.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EINTR) continue;
      if (errno == EWOULDBLOCK) return in_use(checkpoint, holder_of(handle.get()));
      return last_failure("lock", path);
    }
    const auto named = still_has_name(handle.get(), path);
    if (!named) return named.error();
    if (!*named) continue;
    sign(handle.get(), std::to_string(::getpid()));
    return Lock(std::move(handle), checkpoint);
  }
}

Result<void> Lock::renew() {
  const auto named = still_has_name(handle_.get(), checkpoint_ + ".lock");
  if (!named) return named.error();
  if (*named) return {};
  auto taken = take(checkpoint_);
  if (!taken) return taken.error();
  handle_ = std::move(taken->handle_);
  return {};
}

Lock::~Lock() {
  if (!handle_) return;
  if (is_ours(checkpoint_))
    sign(handle_.get(), "");
  else
    ::unlink(
        (checkpoint_ + ".lock").c_str());  // Before the lock goes, so that it is ours we remove.
}

}  // namespace watchdog::checkpoint
