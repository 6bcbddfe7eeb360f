// SPDX-License-Identifier: MIT
#include "system.hpp"

#include <signal.h>
#include <unistd.h>

namespace inventory {
namespace {

volatile sig_atomic_t received = 0;

void note(int signal) { received = signal; }

}  // namespace

void watch_for_stop() {
  struct sigaction action {};
  action.sa_handler = note;
  action.sa_flags = SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

int stop_signal() noexcept { return static_cast<int>(received); }

bool is_terminal() noexcept { return ::isatty(STDERR_FILENO) == 1; }

bool is_link(const std::filesystem::path& path) {
  std::error_code error;
  return std::filesystem::is_symlink(path, error);
}

}  // namespace inventory
