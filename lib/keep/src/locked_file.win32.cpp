// SPDX-License-Identifier: MIT
#include "locked_file.hpp"

#include <windows.h>

#include <array>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::keep {
namespace {

OVERLAPPED place(std::uint64_t offset) {
  OVERLAPPED where{};
  where.Offset = static_cast<DWORD>(offset & 0xFFFF'FFFF);
  where.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return where;
}

/// The byte that is locked. Windows keeps others from reading what is locked, so it lies far beyond
/// all text.
constexpr std::uint64_t locked_byte = std::uint64_t{1} << 62;

UniqueHandle open_file(const std::string& path, DWORD access, DWORD disposition) {
  const HANDLE file = ::CreateFileW(wide(path).c_str(), access,
                                    FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, nullptr,
                                    disposition, FILE_ATTRIBUTE_NORMAL, nullptr);
  return UniqueHandle(file == INVALID_HANDLE_VALUE ? invalid_handle : file);
}

/// What tells a file from all others; nothing where it can't be read.
std::optional<std::array<DWORD, 3>> number_of(HANDLE file) {
  BY_HANDLE_FILE_INFORMATION info{};
  if (file == nullptr || !::GetFileInformationByHandle(file, &info)) return std::nullopt;
  return std::array<DWORD, 3>{info.dwVolumeSerialNumber, info.nFileIndexHigh, info.nFileIndexLow};
}

/// The locked file; no handle when it is somebody else's and `flags` say not to wait.
Result<UniqueHandle> lock(const std::string& path, DWORD flags) {
  UniqueHandle file = open_file(path, GENERIC_READ | GENERIC_WRITE | DELETE, OPEN_ALWAYS);
  if (!file) return last_failure("open", path);
  OVERLAPPED where = place(locked_byte);
  if (::LockFileEx(file.get(), LOCKFILE_EXCLUSIVE_LOCK | flags, 0, 1, 0, &where)) return file;
  const DWORD error = ::GetLastError();
  if (error == ERROR_LOCK_VIOLATION || error == ERROR_IO_PENDING) return UniqueHandle();
  return last_failure("lock", path);
}

Result<std::string> read_all(HANDLE file, const std::string& path) {
  std::string text;
  std::array<char, 16 * 1024> part;
  for (;;) {
    OVERLAPPED where = place(text.size());
    DWORD count = 0;
    const bool read =
        ::ReadFile(file, part.data(), static_cast<DWORD>(part.size()), &count, &where) != 0;
    if (!read && ::GetLastError() != ERROR_HANDLE_EOF) return last_failure("read", path);
    if (count == 0) return text;
    text.append(part.data(), count);
  }
}

}  // namespace

Result<std::optional<LockedFile>> LockedFile::take(const std::string& path) {
  Result<UniqueHandle> file = lock(path, LOCKFILE_FAIL_IMMEDIATELY);
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
  OVERLAPPED where = place(offset);
  DWORD count = 0;
  const bool written =
      ::WriteFile(handle_.get(), text.data(), static_cast<DWORD>(text.size()), &count, &where) != 0;
  if (written && count == text.size()) return {};
  return last_failure("write", path_);
}

bool LockedFile::has_name() const {
  const UniqueHandle named = open_file(path_, 0, OPEN_EXISTING);
  return named && number_of(named.get()) == number_of(handle_.get());
}

Result<void> LockedFile::remove() const {
  if (::DeleteFileW(wide(path_).c_str()) || ::GetLastError() == ERROR_FILE_NOT_FOUND) return {};
  return last_failure("remove", path_);
}

Result<std::string> read_text(const std::string& path) {
  const UniqueHandle file = open_file(path, GENERIC_READ, OPEN_EXISTING);
  if (!file) return last_failure("open", path);
  return read_all(file.get(), path);
}

}  // namespace watchdog::keep
