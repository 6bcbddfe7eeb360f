// SPDX-License-Identifier: MIT
#include "write.hpp"

#include <windows.h>

#include <algorithm>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::output {
namespace {

// FILE_APPEND_DATA without FILE_WRITE_DATA: each write goes to the end, whoever else writes.
constexpr DWORD append = FILE_APPEND_DATA | FILE_READ_ATTRIBUTES | SYNCHRONIZE;
constexpr DWORD shared = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

UniqueHandle open_file(const std::string& path, DWORD access, DWORD disposition) {
  const HANDLE file = ::CreateFileW(wide(path).c_str(), access, shared, nullptr, disposition,
                                    FILE_ATTRIBUTE_NORMAL, nullptr);
  return UniqueHandle(file == INVALID_HANDLE_VALUE ? invalid_handle : file);
}

}  // namespace

Result<UniqueHandle> open_to_append(const std::string& path) {
  UniqueHandle file = open_file(path, append, OPEN_ALWAYS);
  if (!file) return Error{last_system_error(), "open the log", path, ""};
  return file;
}

bool is_deleted(NativeHandle file) noexcept {
  FILE_STANDARD_INFO info{};
  if (!::GetFileInformationByHandleEx(file, FileStandardInfo, &info, sizeof info)) return false;
  return info.DeletePending || info.NumberOfLinks == 0;
}

bool leads_to(const std::string& path, NativeHandle file) {
  const UniqueHandle other = open_file(path, FILE_READ_ATTRIBUTES, OPEN_EXISTING);
  BY_HANDLE_FILE_INFORMATION opened{};
  BY_HANDLE_FILE_INFORMATION found{};
  if (!other || !::GetFileInformationByHandle(file, &opened) ||
      !::GetFileInformationByHandle(other.get(), &found))
    return false;
  return opened.dwVolumeSerialNumber == found.dwVolumeSerialNumber &&
         opened.nFileIndexHigh == found.nFileIndexHigh &&
         opened.nFileIndexLow == found.nFileIndexLow;
}

std::size_t write_all(NativeHandle to, std::string_view bytes, std::error_code& failure) {
  constexpr std::size_t most_at_a_time = 1U << 30;
  std::size_t done = 0;
  while (done < bytes.size()) {
    DWORD size = 0;
    const auto part = static_cast<DWORD>(std::min(bytes.size() - done, most_at_a_time));
    if (!::WriteFile(to, bytes.data() + done, part, &size, nullptr)) {
      failure = last_system_error();
      break;
    }
    done += size;
  }
  return done;
}

std::size_t write_patiently(NativeHandle to, std::string_view bytes, std::error_code& failure) {
  return write_all(to, bytes, failure);
}

}  // namespace watchdog::output
