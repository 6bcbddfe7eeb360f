// SPDX-License-Identifier: MIT
#include "duration.hpp"

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::app;

TEST_CASE("durations are written with a unit and a bare number is seconds") {
  CHECK(parse_duration("250ms") == milliseconds(250));
  CHECK(parse_duration("5s") == milliseconds(5'000));
  CHECK(parse_duration("5") == milliseconds(5'000));
  CHECK(parse_duration("1.5h") == milliseconds(5'400'000));
  CHECK(parse_duration("10m") == milliseconds(600'000));
  CHECK(parse_duration("1d") == milliseconds(86'400'000));
  CHECK(parse_duration("0") == milliseconds(0));
}

TEST_CASE("what is no duration is refused") {
  for (const char* text : {"", "s", "5x", "-5s", "5 s", "1.2.3s", ".", "1e9", "99999999d", "ms5"}) {
    INFO(text);
    CHECK_FALSE(parse_duration(text));
  }
}

TEST_CASE("durations are described in short") {
  CHECK(describe(milliseconds(35)) == "35 ms");
  CHECK(describe(milliseconds(3'200)) == "3.2 s");
  CHECK(describe(milliseconds(5'000)) == "5 s");
  CHECK(describe(milliseconds(250'000)) == "4 min 10 s");
  CHECK(describe(milliseconds(7'500'000)) == "2 h 5 min");
}
