// SPDX-License-Identifier: MIT
#include "channel.hpp"

#include <windows.h>

#include <atomic>
#include <random>
#include <string>

namespace watchdog::output {
namespace {

/// A name that nobody can guess and take before us.
std::wstring new_name() {
  static std::atomic<unsigned> count = 0;
  std::random_device random;
  return L"\\\\.\\pipe\\watchdog-" + std::to_wstring(::GetCurrentProcessId()) + L"-" +
         std::to_wstring(++count) + L"-" + std::to_wstring(random());
}

UniqueHandle handle_of(HANDLE handle) {
  return UniqueHandle(handle == INVALID_HANDLE_VALUE ? invalid_handle : handle);
}

}  // namespace

Result<Channel> open_channel() {
  constexpr DWORD size = 1024 * 1024;
  const std::wstring name = new_name();
  Channel channel;
  channel.ours = handle_of(::CreateNamedPipeW(
      name.c_str(), PIPE_ACCESS_INBOUND | FILE_FLAG_OVERLAPPED | FILE_FLAG_FIRST_PIPE_INSTANCE,
      PIPE_TYPE_BYTE | PIPE_WAIT | PIPE_REJECT_REMOTE_CLIENTS, 1, 0, size, 0, nullptr));
  if (!channel.ours) return Error{last_system_error(), "open a pipe", "", ""};
  channel.programs = handle_of(::CreateFileW(name.c_str(), GENERIC_WRITE | FILE_READ_ATTRIBUTES, 0,
                                             nullptr, OPEN_EXISTING, 0, nullptr));
  if (!channel.programs) return Error{last_system_error(), "open a pipe", "", ""};
  return channel;
}

}  // namespace watchdog::output
