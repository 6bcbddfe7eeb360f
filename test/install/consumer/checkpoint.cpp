// SPDX-License-Identifier: MIT
#include <watchdog/checkpoint/cereal.hpp>

int main() {
  int lives = 0;
  auto checkpoint = watchdog::checkpoint::Checkpoint<int>::open("lives.ckpt", lives);
  if (!checkpoint || !checkpoint->commit(lives + 1)) return 1;
  return checkpoint->remove() ? 0 : 1;
}
