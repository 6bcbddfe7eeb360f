// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <windows.h>

#include <array>

#include "watchdog/base/wide.win32.hpp"

namespace notebook {

struct Terminal::Former {
  HANDLE input = ::GetStdHandle(STD_INPUT_HANDLE);
  HANDLE output = ::GetStdHandle(STD_OUTPUT_HANDLE);
  DWORD input_mode = 0;
  DWORD output_mode = 0;
};

std::unique_ptr<Terminal> Terminal::open() {
  auto former = std::make_unique<Former>();
  if (::GetConsoleMode(former->input, &former->input_mode) == 0 ||
      ::GetConsoleMode(former->output, &former->output_mode) == 0)
    return nullptr;
  return std::unique_ptr<Terminal>(new Terminal(std::move(former)));
}

Terminal::Terminal(std::unique_ptr<Former> former) : former_(std::move(former)) {
  ::SetConsoleMode(former_->input, ENABLE_VIRTUAL_TERMINAL_INPUT);
  ::SetConsoleMode(former_->output, ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
}

Terminal::~Terminal() {
  show("\x1b[H\x1b[2J");
  ::SetConsoleMode(former_->output, former_->output_mode);
  ::SetConsoleMode(former_->input, former_->input_mode);
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
