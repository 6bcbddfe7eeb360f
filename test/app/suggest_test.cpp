// SPDX-License-Identifier: MIT
#include "suggest.hpp"

#include "support/catch.hpp"

using watchdog::app::suggest;

TEST_CASE("a near miss is suggested and a far one is not") {
  const std::vector<std::string> known{"keep", "block", "list", "kill", "--restart", "--grace"};
  CHECK(suggest("kepe", known) == "keep");
  CHECK(suggest("blok", known) == "block");
  CHECK(suggest("--restrat", known) == "--restart");
  CHECK(suggest("frobnicate", known).empty());
  CHECK(suggest("--bogus", {"--log"}).empty());
  CHECK(suggest("--lgo", {"--log"}) == "--log");
  CHECK(suggest("", known).empty());
}
