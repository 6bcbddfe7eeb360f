// SPDX-License-Identifier: MIT
// Counts its own runs, however they end: the smallest use of a checkpoint.
#include <cstdint>
#include <cstdio>

#include "watchdog/checkpoint/cereal.hpp"

using watchdog::checkpoint::Checkpoint;

int main() {
  std::uint64_t runs = 0;
  auto checkpoint = Checkpoint<std::uint64_t>::open("resume_counter.ckpt", runs);
  if (!checkpoint) return std::fprintf(stderr, "%s\n", checkpoint.error().message().c_str()), 1;
  auto done = checkpoint->commit(++runs);
  if (!done) return std::fprintf(stderr, "%s\n", done.error().message().c_str()), 1;
  std::printf("run %llu\n", static_cast<unsigned long long>(runs));
}
