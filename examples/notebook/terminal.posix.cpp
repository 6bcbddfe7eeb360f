// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace notebook {

struct Terminal::Former {
  termios mode{};
};

std::unique_ptr<Terminal> Terminal::open() {
  auto former = std::make_unique<Former>();
  if (::isatty(STDOUT_FILENO) != 1 || ::tcgetattr(STDIN_FILENO, &former->mode) != 0) return nullptr;
  return std::unique_ptr<Terminal>(new Terminal(std::move(former)));
}

Terminal::Terminal(std::unique_ptr<Former> former) : former_(std::move(former)) {
  termios raw = former_->mode;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG | IEXTEN);
  raw.c_iflag &= ~static_cast<tcflag_t>(ICRNL | IXON);
  raw.c_oflag &= ~static_cast<tcflag_t>(OPOST);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &raw);
  show("\x1b[?7l");  // What is too long is cut, not wrapped.
}

Terminal::~Terminal() {
  show("\x1b[?7h\x1b[H\x1b[2J");
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &former_->mode);
}

std::string Terminal::read() {
  std::array<char, 256> bytes{};
  ssize_t count = -1;
  do count = ::read(STDIN_FILENO, bytes.data(), bytes.size());
  while (count < 0 && errno == EINTR);
  return count > 0 ? std::string(bytes.data(), static_cast<std::size_t>(count)) : std::string();
}

void Terminal::show(const std::string& text) {
  std::string_view left = text;
  while (!left.empty()) {
    const ssize_t count = ::write(STDOUT_FILENO, left.data(), left.size());
    if (count < 0 && errno != EINTR) return;
    if (count > 0) left.remove_prefix(static_cast<std::size_t>(count));
  }
}

std::size_t Terminal::rows() const {
  winsize size{};
  const bool known = ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_row > 0;
  return known ? size.ws_row : 24;
}

}  // namespace notebook
