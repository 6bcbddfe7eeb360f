// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <windows.h>

#include <array>
#include <functional>

#include "watchdog/base/wide.win32.hpp"

namespace notebook {

struct Terminal::Former {
  HANDLE input = ::GetStdHandle(STD_INPUT_HANDLE);
  HANDLE output = ::GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD input_mode = 0;
  DWORD output_mode = 0;

  void restore() const {
    ::SetConsoleMode(output, output_mode);
    ::SetConsoleMode(input, input_mode);
  }
};

namespace {

std::function<void()> restore_console;

/// Ctrl-Break, a closed window, the end of the session: the console is left as it was, and the
/// handler after us ends the process. The state needs nothing: each key is kept already.
BOOL WINAPI on_control(DWORD) {
  restore_console();
  return FALSE;
}

}  // namespace

std::unique_ptr<Terminal> Terminal::open() {
  auto former = std::make_unique<Former>();
  if (::GetConsoleMode(former->input, &former->input_mode) == 0 ||
      ::GetConsoleMode(former->output, &former->output_mode) == 0)
    return nullptr;
  return std::unique_ptr<Terminal>(new Terminal(std::move(former)));
}

Terminal::Terminal(std::unique_ptr<Former> former) : former_(std::move(former)) {
  restore_console = [former = *former_] { former.restore(); };
  ::SetConsoleCtrlHandler(on_control, TRUE);
  ::SetConsoleMode(former_->input, ENABLE_VIRTUAL_TERMINAL_INPUT);
  ::SetConsoleMode(former_->output, ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

Terminal::~Terminal() {
  show("\x1b[H\x1b[2J");
  former_->restore();
  ::SetConsoleCtrlHandler(on_control, FALSE);
}

std::string Terminal::read() {
  std::array<wchar_t, 256> text{};
  DWORD count = 0;
  if (::ReadConsoleW(former_->input, text.data(), text.size(), &count, nullptr) == 0) return {};
  return watchdog::narrow({text.data(), count});
}

void Terminal::show(const std::string& text) {
  const std::wstring all = watchdog::wide(text);
  DWORD count = 0;
  ::WriteConsoleW(former_->output, all.data(), static_cast<DWORD>(all.size()), &count, nullptr);
}

std::size_t Terminal::rows() const {
  CONSOLE_SCREEN_BUFFER_INFO info{};
  if (::GetConsoleScreenBufferInfo(former_->output, &info) == 0) return 24;
  return static_cast<std::size_t>(info.srWindow.Bottom - info.srWindow.Top) + 1;
}

}  // namespace notebook
