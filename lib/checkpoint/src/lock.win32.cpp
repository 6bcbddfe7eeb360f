// SPDX-License-Identifier: MIT
#include "lock.hpp"

#include <windows.h>

#include <array>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::checkpoint {
namespace {

/// The byte that is locked. Windows keeps others from reading what is locked, so it lies far beyond
/// the number that they are to read.
OVERLAPPED locked_byte() {
  OVERLAPPED where{};
  where.OffsetHigh = 0x4000'0000;
  return where;
}

std::string holder_of(HANDLE file) {
  std::array<char, 32> text{};
  DWORD count = 0;
  OVERLAPPED start{};
  ::ReadFile(file, text.data(), static_cast<DWORD>(text.size()), &count, &start);
  return {text.data(), count};
}

/// For the message of the next who comes; without it the lock is as good.
void sign(HANDLE file, std::string who) {
  who.resize(10, ' ');
  who += '\n';
  DWORD count = 0;
  OVERLAPPED start{};
  ::WriteFile(file, who.data(), static_cast<DWORD>(who.size()), &count, &start);
}

bool exists(const std::string& path) {
  return ::GetFileAttributesW(wide(path).c_str()) != INVALID_FILE_ATTRIBUTES;
}

}  // namespace

Result<Lock> Lock::take(const std::string& checkpoint) {
  const std::string path = checkpoint + ".lock";
  const HANDLE file = ::CreateFileW(wide(path).c_str(), GENERIC_READ | GENERIC_WRITE,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return last_failure("create the lock file", path);
  UniqueHandle handle(file);
  OVERLAPPED where = locked_byte();
  if (!::LockFileEx(file, LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &where)) {
    if (::GetLastError() == ERROR_LOCK_VIOLATION || ::GetLastError() == ERROR_IO_PENDING)
      return in_use(checkpoint, holder_of(file));
    return last_failure("lock", path);
  }
  sign(file, std::to_string(::GetCurrentProcessId()));
  return Lock(std::move(handle), checkpoint);
}

/// A file that is locked may be removed, and keeps its name until it is let go of.
Result<void> Lock::renew() { return {}; }

Lock::~Lock() {
  if (!handle_) return;
  if (exists(checkpoint_)) {
    sign(handle_.get(), "");
    return;
  }
  // The name is gone when the last handle is: whoever opened the file meanwhile keeps its lock, and
  // newcomers are refused until then.
  ::DeleteFileW(wide(checkpoint_ + ".lock").c_str());
}

}  // namespace watchdog::checkpoint
