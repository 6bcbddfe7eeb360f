// SPDX-License-Identifier: MIT
#include "rate.hpp"

#include "support/catch.hpp"

using namespace watchdog;
using namespace std::chrono_literals;
using app::Rate;

TEST_CASE("a rate allows a burst and then one for each interval") {
  Rate rate(3, 1s);
  const Time start = Clock::now();
  for (int i = 0; i < 3; ++i) CHECK(rate.take(start));
  CHECK_FALSE(rate.take(start));
  CHECK_FALSE(rate.take(start + 999ms));
  CHECK(rate.take(start + 1s));
  CHECK_FALSE(rate.take(start + 1s));
  CHECK_FALSE(rate.take(start + 1900ms));
  CHECK(rate.take(start + 2s));
}

TEST_CASE("a rate saves up no more than its burst") {
  Rate rate(2, 1s);
  const Time start = Clock::now();
  CHECK(rate.take(start));
  const Time later = start + 1h;
  CHECK(rate.take(later));
  CHECK(rate.take(later));
  CHECK_FALSE(rate.take(later));
}
