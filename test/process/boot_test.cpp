// SPDX-License-Identifier: MIT
#include "watchdog/process/boot.hpp"

#include <algorithm>

#include "support/catch.hpp"

using namespace watchdog::process;

TEST_CASE("this run of the system has a name that stays") {
  const std::string id = boot_id();
  CHECK_FALSE(id.empty());
  CHECK(std::all_of(id.begin(), id.end(), [](char c) { return c > ' ' && c < 0x7F; }));
  CHECK(boot_id() == id);
}
