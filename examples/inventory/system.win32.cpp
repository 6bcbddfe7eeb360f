// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <windows.h>

#include <atomic>
#include <csignal>

namespace inventory {
namespace {

std::atomic<int> received = 0;

/// Runs on a thread of its own. Closing and shutting down end the process when it returns: so it
/// does not, and main leaves first. The system waits some seconds for that.
BOOL WINAPI note(DWORD event) {
  const bool ctrl_c = event == CTRL_C_EVENT;
  received = ctrl_c ? SIGINT : SIGTERM;
  if (!ctrl_c && event != CTRL_BREAK_EVENT) ::Sleep(INFINITE);
  return TRUE;
}

}  // namespace

void watch_for_stop() {
  ::SetConsoleCtrlHandler(note, TRUE);
  ::SetConsoleOutputCP(CP_UTF8);
}

int stop_signal() noexcept { return received; }

bool is_terminal() noexcept {
  DWORD mode = 0;
  return ::GetConsoleMode(::GetStdHandle(STD_ERROR_HANDLE), &mode) != 0;
}

bool is_link(const std::filesystem::path& path) {
  const DWORD attributes = ::GetFileAttributesW(path.c_str());
  return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
}

}  // namespace inventory
