// SPDX-License-Identifier: MIT
#include <fstream>

#include "app/hand.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

/// `watchdog keep --json --name app OPTIONS -- victim STEPS`
std::vector<std::string> kept_app(const Victim& victim, const std::vector<std::string>& options,
                                  const std::vector<std::string>& steps) {
  std::vector<std::string> words{"keep", "--json", "--name", "app"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", victim.program()});
  words.insert(words.end(), steps.begin(), steps.end());
  return words;
}

}  // namespace

TEST_CASE("who waits for a program goes on once it is ready, even if it is kept only then") {
  const Places places;
  const Victim victim;
  Watchdog waiting({"wait", "app", "--json"}, places.settings());
  const Watchdog keeper(kept_app(victim, {"--ready-line", "listening"},
                                 {"until=" + victim.file("go"), "print=listening", "idle"}),
                        places.settings());
  REQUIRE(wait_until([&] { return ask(places, {"status", "app"}).exit == Exit::code(0); }));
  CHECK(ask(places, {"wait", "--for", "running", "app"}).exit == Exit::code(0));
  const Asked late = ask(places, {"wait", "app", "--timeout", "2s"});
  CHECK(late.exit == Exit::code(124));
  CHECK(contains(late.err, "'app' runs, but was not ready"));
  CHECK(waiting.runs());
  std::ofstream(utf8_path(victim.file("go"))) << "on";
  CHECK(waiting.wait() == Exit::code(0));
  CHECK(contains(waiting.out(), R"("state":"ready")"));
}

TEST_CASE("who waits for a program is told when it comes to rest, and why") {
  const Places places;
  const Victim victim;
  Watchdog keeper(kept_app(victim, {"--notify"}, {"idle"}), places.settings());
  Watchdog waiting({"wait", "app"}, places.settings());
  REQUIRE(wait_until([&] { return ask(places, {"status", "app"}).exit == Exit::code(0); }));
  CHECK(ask(places, {"stop", "app"}).exit == Exit::code(0));
  CHECK(waiting.wait() == Exit::code(3));
  CHECK(contains(waiting.err(), "'app' does not run: stopped by hand ("));
  CHECK(ask(places, {"wait", "--for", "stopped", "app"}).exit == Exit::code(0));
}

TEST_CASE("what has no watchdog any more has come to rest") {
  const Places places;
  for (bool seen = false; !seen;) {
    const Victim victim;
    Watchdog keeper(kept_app(victim, {"--notify"}, {"idle"}), places.settings());
    REQUIRE(wait_until([&] { return ask(places, {"status", "app"}).exit == Exit::code(0); }));
    Watchdog ready({"wait", "app", "--timeout", "5s"}, places.settings());
    Watchdog end({"wait", "--for", "stopped", "app", "--timeout", "5s"}, places.settings());
    CHECK(ask(places, {"wait", "app", "--timeout", "1s"}).exit == Exit::code(124));
    keeper.ask();
    CHECK(keeper.wait() == end_of_asked());
    const Exit of_ready = ready.wait();
    const Exit of_end = end.wait();
    // Who did not look in time has never seen it.
    seen = of_ready != Exit::code(4) && of_end != Exit::code(4);
    if (!seen) continue;
    CHECK(of_ready == Exit::code(3));
    CHECK(of_end == Exit::code(0));
  }
}

TEST_CASE("who waits for what one watchdog keeps need not name it, and hears of its end at once") {
  const Places places;
  const Victim victim;
  const Watchdog other(kept_app(victim, {}, {"idle"}), places.settings());
  SECTION("ready") {
    const Watchdog keeper({"keep", "--json", "--name", "ready", "--ready-line", "up", "--",
                           victim.program(), "print=up", "idle"},
                          places.settings());
    const Asked asked = ask(places, {"wait", "--json", "--keeper", std::to_string(keeper.pid())});
    CHECK(asked.exit == Exit::code(0));
    CHECK(asked.row().at("name") == "ready");
  }
  SECTION("ended before anybody asked") {
    Watchdog keeper({"keep", "--name", "gone", "--restart", "never", "--notify", "--",
                     victim.program(), "exit=7"},
                    places.settings());
    Watchdog waiting({"wait", "gone", "--keeper", std::to_string(keeper.pid())}, places.settings());
    CHECK(keeper.wait() == Exit::code(7));
    CHECK(waiting.wait() == Exit::code(3));
    CHECK(ask(places, {"wait", "--for", "stopped", "--keeper", "4294967295"}).exit ==
          Exit::code(0));
  }
}

TEST_CASE("what nobody keeps in that time is unknown and a near miss is told") {
  const Places places;
  const Victim victim;
  const Watchdog keeper(kept_app(victim, {}, {"idle"}), places.settings());
  REQUIRE(wait_until([&] { return ask(places, {"status", "app"}).exit == Exit::code(0); }));
  const Asked asked = ask(places, {"wait", "apq", "--timeout", "2s"});
  CHECK(asked.exit == Exit::code(4));
  CHECK(contains(asked.err, "'apq' was kept by nobody within 2 s; did you mean 'app'?"));
  CHECK(ask(places, {"wait"}).exit == Exit::code(2));
}
