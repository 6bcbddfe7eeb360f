// SPDX-License-Identifier: MIT
#include "file_hash.hpp"

#include <windows.h>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::block {
namespace {

std::uint64_t joined(DWORD high, DWORD low) { return std::uint64_t{high} << 32 | low; }

}  // namespace

HashedFile HashedFile::open(const std::string& path) {
  constexpr DWORD share = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
  HashedFile file;
  file.handle.reset(
      ::CreateFileW(wide(path).c_str(), GENERIC_READ, share, nullptr, OPEN_EXISTING, 0, nullptr));
  BY_HANDLE_FILE_INFORMATION told{};
  FILE_BASIC_INFO times{};
  if (!file.handle) return file;
  if (!::GetFileInformationByHandle(file.handle.get(), &told)) file.handle.reset();
  // Where the time of change is not told it is 0, and that of writing is what there is.
  if (file.handle)
    ::GetFileInformationByHandleEx(file.handle.get(), FileBasicInfo, &times, sizeof times);
  file.stamp = {told.dwVolumeSerialNumber, joined(told.nFileIndexHigh, told.nFileIndexLow),
                joined(told.nFileSizeHigh, told.nFileSizeLow),
                joined(told.ftLastWriteTime.dwHighDateTime, told.ftLastWriteTime.dwLowDateTime),
                static_cast<std::uint64_t>(times.ChangeTime.QuadPart)};
  return file;
}

std::size_t HashedFile::read(std::span<std::byte> buffer) const {
  DWORD size = 0;
  const BOOL done =
      ::ReadFile(handle.get(), buffer.data(), static_cast<DWORD>(buffer.size()), &size, nullptr);
  return done ? size : 0;
}

}  // namespace watchdog::block
