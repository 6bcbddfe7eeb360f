// SPDX-License-Identifier: MIT
#include "numbers.hpp"

#include "support/catch.hpp"

using namespace watchdog::checkpoint;

namespace {

format::FileHeader with_slots(std::uint32_t slots) { return {1, slots, format::page, {}}; }

}  // namespace

TEST_CASE("numbers follow one another while nothing is kept") {
  for (std::uint64_t n = 0; n < 10; ++n) CHECK(next_number(with_slots(3), n, {n, 0, 0}) == n + 1);
}

TEST_CASE("a number whose slot holds a kept state is passed over") {
  CHECK(next_number(with_slots(3), 3, {3, 1, 0}) == 5);  // 4 belongs to the slot of 1.
  CHECK(next_number(with_slots(4), 5, {5, 2, 3}) == 8);  // 6 and 7 to those of 2 and 3.
}

TEST_CASE("three slots have no room while the newest, a synced and a syncing one are kept") {
  CHECK(next_number(with_slots(3), 6, {6, 1, 5}) == 0);
  CHECK(next_number(with_slots(4), 6, {6, 1, 5}) == 7);
}

TEST_CASE("the kept state is never the target, however long nothing is synced") {
  for (const std::uint32_t slots : {3U, 4U, 16U}) {
    const auto layout = with_slots(slots);
    std::uint64_t newest = 7;
    for (int i = 0; i < 1000; ++i) {
      const std::uint64_t number = next_number(layout, newest, {newest, 7, 0});
      REQUIRE(number > newest);
      REQUIRE(layout.slot_of(number) != layout.slot_of(7));
      REQUIRE(layout.slot_of(number) != layout.slot_of(newest));
      newest = number;
    }
  }
}

TEST_CASE("the oldest number beside a commit is told only where numbers were passed over") {
  CHECK(oldest_beside(with_slots(2), 1, {}) == 0);
  CHECK(oldest_beside(with_slots(3), 4, {1, 2, 3}) == 0);
  CHECK(oldest_beside(with_slots(3), 9, {1, 8, 6}) == 1);
  CHECK(oldest_beside(with_slots(3), 9, {7, 8, 2}) == 0);  // Of 9's own slot nothing remains.
}
