// SPDX-License-Identifier: MIT
#include "channel.hpp"

#include <windows.h>

#include "watchdog/base/clock.hpp"
#include "watchdog/base/unique_handle.hpp"
#include "watchdog/base/wide.win32.hpp"

namespace watchdog::notify {
namespace {

constexpr milliseconds longest_wait{250};

/// Opens the pipe to write. The server learns nothing of us that it could use in our name.
UniqueHandle open_pipe(const std::wstring& name) {
  const HANDLE pipe = ::CreateFileW(name.c_str(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING,
                                    SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, nullptr);
  return UniqueHandle(pipe == INVALID_HANDLE_VALUE ? invalid_handle : pipe);
}

/// All ends of the pipe may be taken by others for a moment.
UniqueHandle await_pipe(const std::wstring& name) {
  const Time deadline = Clock::now() + longest_wait;
  for (;;) {
    UniqueHandle pipe = open_pipe(name);
    if (pipe || ::GetLastError() != ERROR_PIPE_BUSY) return pipe;
    const auto left = std::chrono::ceil<milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return pipe;
    // In vain: another one was faster, or time is up; the next look tells.
    ::WaitNamedPipeW(name.c_str(), static_cast<DWORD>(left.count()));
  }
}

}  // namespace

std::string variable(const char* name) {
  const std::wstring wide_name = wide(name);
  std::wstring text(512, L'\0');
  const DWORD size =
      ::GetEnvironmentVariableW(wide_name.c_str(), text.data(), static_cast<DWORD>(text.size()));
  text.resize(size < text.size() ? size : 0);  // Longer than any pipe's name: none.
  return narrow(text);
}

std::uint64_t process_number() noexcept { return ::GetCurrentProcessId(); }

bool send_to(std::string address, std::string_view words) {
  if (!address.starts_with(R"(\\.\pipe\)")) return false;
  const UniqueHandle pipe = await_pipe(wide(address));
  DWORD written = 0;
  return pipe && ::WriteFile(pipe.get(), words.data(), static_cast<DWORD>(words.size()), &written,
                             nullptr) != 0;
}

}  // namespace watchdog::notify
