// SPDX-License-Identifier: MIT
#include <fstream>

#include "app/hand.hpp"

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

TEST_CASE("what runs is not started a second time where descriptors are too few to watch it") {
  constexpr std::size_t many = 60;
  const Victim victim;
  const Places places;
  const std::string file = places.dir.file("services.toml");
  std::ofstream(file) << "[program.many]\ninstances = " << many << "\ncommand = ['"
                      << victim.program() << "', 'note=" << victim.file("up") << "', 'idle']\n";
  const auto run_with = [&](const std::string& limit) {
    return std::vector<std::string>{
        "-c", "ulimit " + limit + "; exec \"$@\"", "sh", watchdog_program, "run", "--json", file};
  };
  {
    Watchdog first({"run", "--json", file}, places.settings());
    REQUIRE(victim.wait_for_lines("up", many));
    REQUIRE(first.wait_for_events("started", many));
    kill_process(first.pid());
    (void)first.wait();
  }
  Watchdog refused(run_with("-n 40"), places.settings(), "/bin/sh");
  CHECK(refused.wait() == process::Exit::code(125));
  CHECK(refused.says("ulimit -Hn"));
  CHECK(refused.events("started").empty());
  const Watchdog next(run_with("-S -n 40"), places.settings(), "/bin/sh");
  REQUIRE(next.wait_for_events("adopted", many));
  CHECK(next.events("started").empty());
  CHECK(victim.lines("up").size() == many);
}
