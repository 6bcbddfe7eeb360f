// SPDX-License-Identifier: MIT
#include <windows.h>

#include "watchdog/process/vitals.hpp"
#include "windows.win32.hpp"

namespace watchdog::process {
namespace {

struct Question {
  Pid process;
  bool hung = false;
};

/// A hung window is hidden behind a ghost of the system's, so being visible is not asked of it. A
/// title is: the helpers' windows that nobody sees and some program's thread never serves have
/// none. The title is read where the system keeps it: asking the window would wait for its thread.
BOOL CALLBACK look(HWND window, LPARAM parameter) {
  auto& question = *reinterpret_cast<Question*>(parameter);
  DWORD owner = 0;
  wchar_t title[2];
  ::GetWindowThreadProcessId(window, &owner);
  question.hung = owner == question.process && is_main_window(window) &&
                  ::InternalGetWindowText(window, title, 2) > 0 && ::IsHungAppWindow(window);
  return question.hung ? FALSE : TRUE;  // FALSE ends the round.
}

}  // namespace

bool window_hung(Pid pid) {
  Question question{pid};
  ::EnumWindows(look, reinterpret_cast<LPARAM>(&question));
  return question.hung;
}

}  // namespace watchdog::process
