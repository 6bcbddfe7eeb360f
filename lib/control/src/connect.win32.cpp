// SPDX-License-Identifier: MIT
#include "connect.hpp"

#include <windows.h>

#include <aclapi.h>

#include <asio/windows/stream_handle.hpp>
#include <memory>

#include "pipe_name.win32.hpp"
#include "security.win32.hpp"
#include "watchdog/base/unique_handle.hpp"

namespace watchdog::control {
namespace {

std::error_code portable_code(DWORD error) {
  switch (error) {
    case ERROR_FILE_NOT_FOUND:
      return std::make_error_code(std::errc::no_such_file_or_directory);
    case ERROR_ACCESS_DENIED:
      return std::make_error_code(std::errc::permission_denied);
    case ERROR_PIPE_BUSY:  // All are taken; the server makes the next one soon.
      return std::make_error_code(std::errc::resource_unavailable_try_again);
    default:
      return {static_cast<int>(error), std::system_category()};
  }
}

/// A pipe whose server may learn who we are, and may not act as us.
UniqueHandle open_pipe(const std::wstring& name) {
  const HANDLE pipe = ::CreateFileW(
      name.c_str(), GENERIC_READ | GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
      FILE_FLAG_OVERLAPPED | SECURITY_SQOS_PRESENT | SECURITY_IDENTIFICATION, nullptr);
  return UniqueHandle(pipe == INVALID_HANDLE_VALUE ? invalid_handle : pipe);
}

/// Anybody may make a pipe by the name that ours would have.
bool is_of_trusted(NativeHandle pipe) {
  PSID owner = nullptr;
  PSECURITY_DESCRIPTOR descriptor = nullptr;
  if (::GetSecurityInfo(pipe, SE_KERNEL_OBJECT, OWNER_SECURITY_INFORMATION, &owner, nullptr,
                        nullptr, nullptr, &descriptor) != ERROR_SUCCESS)
    return false;
  const std::unique_ptr<void, decltype(&::LocalFree)> held(descriptor, &::LocalFree);
  return owner != nullptr && is_trusted(owner);
}

Error failed(DWORD error, const std::string& endpoint) {
  return {portable_code(error), "ask", endpoint, {}};
}

}  // namespace

Result<std::unique_ptr<Stream>> connect(asio::io_context& loop, const std::string& endpoint) {
  const auto name = pipe_name(endpoint);
  if (!name) return name.error();
  UniqueHandle pipe = open_pipe(*name);
  if (!pipe) return failed(::GetLastError(), endpoint);
  if (!is_of_trusted(pipe.get())) return failed(ERROR_ACCESS_DENIED, endpoint);
  return std::unique_ptr<Stream>(std::make_unique<AsioStream<asio::windows::stream_handle>>(
      asio::windows::stream_handle(loop, pipe.release())));
}

}  // namespace watchdog::control
