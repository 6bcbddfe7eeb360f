// SPDX-License-Identifier: MIT
#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::test;

TEST_CASE("what a program writes is looked at by the next watchdog as by the one that was killed") {
  const Victim victim;
  const TempDir places;
  const std::vector<std::string> environment{"WD_STATE_DIR=" + places.file("state"),
                                             "WD_RUNTIME_DIR=" + places.file("run")};
  const std::vector<std::string> words{"keep",
                                       "--json",
                                       "--silence",
                                       "1s",
                                       "--",
                                       victim.program(),
                                       "print=its only words",
                                       "note=" + victim.file("up"),
                                       "idle"};
  {
    Watchdog first(words, environment);
    REQUIRE(victim.wait_for_lines("up", 1));
    kill_process(first.pid());
    (void)first.wait();
  }
  const Watchdog next(words, environment);
  REQUIRE(next.wait_for_events("adopted", 1));
  REQUIRE(next.wait_for_events("hung", 1));
  CHECK(next.events("hung")[0].at("reason") == "it has written nothing for 1 s");
  CHECK(next.events("hung")[0].at("pid") == next.events("adopted")[0].at("pid"));
}
