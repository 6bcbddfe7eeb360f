// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/keep/ledger.hpp"

using namespace watchdog;
using namespace watchdog::keep;

TEST_CASE("there may be more ledgers of dead keepers than descriptors") {
  const test::TempDir dir;
  for (int i = 0; i < 20; ++i) {
    const std::string name = "a" + std::to_string(i);
    Result<Ledger::Claim> left = Ledger::claim(dir.file(""), {{name, name}});
    REQUIRE(left);
    left->ledger.running(0, {1234, 99}, 0, 0);
  }
  rlimit before{};
  REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit few = before;
  const int next = ::dup(0);
  ::close(next);
  few.rlim_cur = static_cast<rlim_t>(next) + 10;
  REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  const Result<Ledger::Claim> another = Ledger::claim(dir.file(""), {{"b", "b"}, {"a7", "a7"}});
  ::setrlimit(RLIMIT_NOFILE, &before);
  REQUIRE(another);
  CHECK(another->inherited[1]);
}
