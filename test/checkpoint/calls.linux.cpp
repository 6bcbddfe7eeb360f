// SPDX-License-Identifier: MIT
//
// This program's own bodies of what the library takes from libc.
#include "calls.linux.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

namespace watchdog::test {
namespace {

Watcher watching;
thread_local int unwatched = 0;

bool fails(Call call, int file) {
  if (!watching || unwatched > 0) return false;
  const Unwatched meanwhile;
  const int error = watching(call, file);
  errno = error;
  return error != 0;
}

}  // namespace

Watch::Watch(Watcher watcher) { watching = std::move(watcher); }
Watch::~Watch() { watching = nullptr; }

Unwatched::Unwatched() { ++unwatched; }
Unwatched::~Unwatched() { --unwatched; }

}  // namespace watchdog::test

using watchdog::test::Call;
using watchdog::test::fails;

extern "C" {

ssize_t pwritev(int file, const iovec* pieces, int count, off_t offset) {
  if (fails(Call::write, file)) return -1;
  return ::syscall(SYS_pwritev, file, pieces, count, offset, 0);
}

int fdatasync(int file) {
  return fails(Call::flush, file) ? -1 : static_cast<int>(::syscall(SYS_fdatasync, file));
}

int fsync(int file) {
  return fails(Call::flush, file) ? -1 : static_cast<int>(::syscall(SYS_fsync, file));
}

int rename(const char* from, const char* to) noexcept {
  if (fails(Call::rename, -1)) return -1;
  return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int unlink(const char* path) noexcept {
  return fails(Call::remove, -1) ? -1
                                 : static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

int statx(int folder, const char* path, int flags, unsigned mask, struct statx* info) noexcept {
  if (fails(Call::identify, folder)) return -1;
  return static_cast<int>(::syscall(SYS_statx, folder, path, flags, mask, info));
}

int flock(int file, int operation) noexcept {
  return fails(Call::lock, file) ? -1 : static_cast<int>(::syscall(SYS_flock, file, operation));
}
}
