// SPDX-License-Identifier: MIT
#include "windows.win32.hpp"

#include <algorithm>
#include <string_view>

namespace watchdog::process {
namespace {

struct Request {
  const std::vector<Pid>& processes;
  unsigned asked = 0;
};

/// A console's window passes for one of the program that runs in it. Closing it ends whatever is
/// attached, a shell included.
bool is_console_window(HWND window) {
  wchar_t name[64];
  const int size = ::GetClassNameW(window, name, 64);
  return std::wstring_view(name, static_cast<std::size_t>(size)) == L"ConsoleWindowClass";
}

BOOL CALLBACK ask_window(HWND window, LPARAM parameter) {
  auto& request = *reinterpret_cast<Request*>(parameter);
  DWORD owner = 0;
  ::GetWindowThreadProcessId(window, &owner);
  const bool meant = std::find(request.processes.begin(), request.processes.end(), owner) !=
                     request.processes.end();
  if (meant && is_main_window(window) && ::PostMessageW(window, WM_CLOSE, 0, 0)) ++request.asked;
  return TRUE;
}

}  // namespace

bool is_main_window(HWND window) {
  // Owned windows (dialogs, input methods) go with the window that owns them.
  return ::GetWindow(window, GW_OWNER) == nullptr && !is_console_window(window);
}

unsigned close_windows(const std::vector<Pid>& processes) {
  Request request{processes};
  ::EnumWindows(ask_window, reinterpret_cast<LPARAM>(&request));
  return request.asked;
}

}  // namespace watchdog::process
