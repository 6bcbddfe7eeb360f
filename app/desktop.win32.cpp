// SPDX-License-Identifier: MIT
#include "desktop.hpp"

#include <windows.h>

#include <wtsapi32.h>

#include "watchdog/base/wide.win32.hpp"

namespace watchdog::app {
namespace {

constexpr DWORD shown_for = 60;  // Seconds.

DWORD bytes(const std::wstring& text) { return static_cast<DWORD>(text.size() * sizeof(wchar_t)); }

}  // namespace

/// In the session that the process is in. Nothing waits for whoever reads it.
bool show_on_desktop(const process::Identity& whom, const std::string& title,
                     const std::string& text, const std::function<void(const process::Command&)>&) {
  DWORD session = 0;
  if (!::ProcessIdToSessionId(whom.pid, &session)) return false;
  std::wstring head = wide(title);
  std::wstring body = wide(text);
  DWORD answer = 0;
  ::WTSSendMessageW(WTS_CURRENT_SERVER_HANDLE, session, head.data(), bytes(head), body.data(),
                    bytes(body), MB_OK | MB_ICONINFORMATION, shown_for, &answer, FALSE);
  return true;
}

}  // namespace watchdog::app
