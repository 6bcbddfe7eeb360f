// SPDX-License-Identifier: MIT
#include "manifest.hpp"

#include <windows.h>

#include "watchdog/base/wide.win32.hpp"

namespace inventory {
namespace {

using watchdog::Error;
using watchdog::Result;
using watchdog::UniqueHandle;

Error failed(const char* action, const std::string& path) {
  return {watchdog::last_system_error(), action, path, {}};
}

}  // namespace

Result<Manifest> Manifest::open(const std::string& path, std::uint64_t length) {
  const HANDLE file = ::CreateFileW(watchdog::wide(path).c_str(), GENERIC_WRITE, FILE_SHARE_READ,
                                    nullptr, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, nullptr);
  if (file == INVALID_HANDLE_VALUE) return failed("open the manifest", path);
  UniqueHandle handle(file);
  LARGE_INTEGER size{};
  if (!::GetFileSizeEx(file, &size)) return failed("look at the manifest", path);
  const auto found = static_cast<std::uint64_t>(size.QuadPart);
  if (found < length) return too_short(path, found, length);
  LARGE_INTEGER end{};
  end.QuadPart = static_cast<LONGLONG>(length);
  if (!::SetFilePointerEx(file, end, nullptr, FILE_BEGIN) || !::SetEndOfFile(file))
    return failed("cut the manifest", path);
  return Manifest(std::move(handle), path, length);
}

Result<void> Manifest::append(std::string_view text) {
  DWORD count = 0;
  if (!::WriteFile(handle_.get(), text.data(), static_cast<DWORD>(text.size()), &count, nullptr))
    return failed("write the manifest", path_);
  length_ += count;
  return {};
}

Result<void> Manifest::sync() {
  if (!::FlushFileBuffers(handle_.get())) return failed("flush the manifest", path_);
  return {};
}

}  // namespace inventory
