// SPDX-License-Identifier: MIT
#include <watchdog/notify/notify.hpp>

int main() {
  watchdog::notify::send("READY=1");  // Whether anybody listens or not.
  return 0;
}
