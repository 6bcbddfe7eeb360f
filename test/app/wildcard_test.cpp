// SPDX-License-Identifier: MIT
#include "wildcard.hpp"

#include "support/catch.hpp"

using watchdog::app::fits;

TEST_CASE("a star stands for any text and all else for itself") {
  for (const char* pattern :
       {"web-1", "*", "web*", "*1", "w*1", "web-1*", "*web-1", "w*b*1", "**", "*e*-*", "web-*1"})
    CHECK(fits(pattern, "web-1"));
  for (const char* pattern :
       {"", "web", "web-?", "b*", "*2", "web-1*1", "w*bb*1", "*x*", "web-1-*", "WEB*"})
    CHECK_FALSE(fits(pattern, "web-1"));
  CHECK(fits("*", ""));
  CHECK(fits("a*a", "aa"));
  CHECK_FALSE(fits("a*a", "a"));
  CHECK(fits("*", "*"));
}
