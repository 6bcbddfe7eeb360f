// SPDX-License-Identifier: MIT
#include "size.hpp"

#include "support/catch.hpp"

using namespace watchdog::app;

TEST_CASE("sizes are written with a unit and a bare number is bytes") {
  CHECK(parse_size("4096") == 4096U);
  CHECK(parse_size("64K") == 65'536U);
  CHECK(parse_size("512MiB") == 536'870'912U);
  CHECK(parse_size("1.5GiB") == 1'610'612'736U);
  CHECK(parse_size("2GB") == 2'000'000'000U);
}

TEST_CASE("what is no size is refused") {
  for (const char* text : {"", "0", "MiB", "-1K", "5 MiB", "5mib", "1e9", "9999999999T"}) {
    INFO(text);
    CHECK_FALSE(parse_size(text));
  }
}

TEST_CASE("sizes are described in short") {
  CHECK(describe_size(512) == "512 B");
  CHECK(describe_size(1536) == "1.5 KiB");
  CHECK(describe_size(std::uint64_t{3} << 30) == "3.0 GiB");
}
