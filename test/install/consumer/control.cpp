// SPDX-License-Identifier: MIT
#include <watchdog/control/client.hpp>

int main() {
  const auto answer =
      watchdog::control::ask("nobody/here", "status", watchdog::milliseconds(1'000));
  return !answer && answer.error().code == std::errc::invalid_argument ? 0 : 1;
}
