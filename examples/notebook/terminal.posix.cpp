// SPDX-License-Identifier: MIT
#include "terminal.hpp"

#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace notebook {
namespace {

constexpr std::string_view leaving = "\x1b[?7h\x1b[H\x1b[2J";
constexpr std::array deadly_signals{SIGHUP, SIGINT, SIGQUIT, SIGTERM};

termios mode_before{};  // For the handler, which has nothing else.

/// The shell that comes after us needs the terminal as it was. The state needs nothing: each key is
/// kept already.
extern "C" void restore_and_die(int signal) {
  [[maybe_unused]] const auto count = ::write(STDOUT_FILENO, leaving.data(), leaving.size());
  ::tcsetattr(STDIN_FILENO, TCSANOW, &mode_before);
  ::raise(signal);  // It is no longer handled, and comes when we return.
}

void handle_signals(void (*handler)(int)) {
  struct sigaction action {};
  action.sa_handler = handler;
  action.sa_flags = static_cast<int>(SA_RESETHAND);
  for (const int signal : deadly_signals) ::sigaction(signal, &action, nullptr);
}

}  // namespace

struct Terminal::Former {
  termios mode{};
};

std::unique_ptr<Terminal> Terminal::open() {
  auto former = std::make_unique<Former>();
  if (::isatty(STDOUT_FILENO) != 1 || ::tcgetattr(STDIN_FILENO, &former->mode) != 0) return nullptr;
  return std::unique_ptr<Terminal>(new Terminal(std::move(former)));
}

Terminal::Terminal(std::unique_ptr<Former> former) : former_(std::move(former)) {
  mode_before = former_->mode;
  handle_signals(restore_and_die);
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
  show(std::string(leaving));
  ::tcsetattr(STDIN_FILENO, TCSADRAIN, &former_->mode);
  handle_signals(SIG_DFL);
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
