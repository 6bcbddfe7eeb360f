// SPDX-License-Identifier: MIT
#include "numbers.hpp"

#include <algorithm>

namespace watchdog::checkpoint {

std::uint64_t next_number(const format::FileHeader& layout, std::uint64_t newest,
                          std::initializer_list<std::uint64_t> kept) {
  const auto is_kept = [&](std::uint64_t number) {
    return std::any_of(kept.begin(), kept.end(), [&](std::uint64_t one) {
      return one != 0 && layout.slot_of(one) == layout.slot_of(number);
    });
  };
  for (std::uint64_t number = newest + 1; number <= newest + layout.slots; ++number)
    if (!is_kept(number)) return number;
  return 0;
}

std::uint64_t oldest_beside(const format::FileHeader& layout, std::uint64_t number,
                            const Held& held) {
  std::uint64_t oldest = number;
  for (std::uint32_t slot = 0; slot < held.size(); ++slot)
    if (held[slot] != 0 && slot != layout.slot_of(number)) oldest = std::min(oldest, held[slot]);
  return oldest + layout.slots > number ? 0 : oldest;
}

}  // namespace watchdog::checkpoint
