// SPDX-License-Identifier: MIT
#include "watchdog/keep/keeper.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/simulated_world.hpp"

using namespace watchdog;
using namespace watchdog::keep;
using process::Exit;
using test::SimulatedWorld;
using Kind = Happening::Kind;

namespace {

/// One program in a simulated world.
struct Scene {
  SimulatedWorld world;
  Keeper keeper{world, world, 1};
  Index program = 0;

  explicit Scene(Program kept = {}) {
    kept.policy.jitter = 0;
    world.connect(keeper);
    program = keeper.add(std::move(kept));
  }
  std::vector<Kind> kinds() const {
    std::vector<Kind> result;
    for (const Happening& happening : world.happenings) result.push_back(happening.kind);
    return result;
  }
  /// Each run lasts that long and ends so.
  void runs(milliseconds life, Exit exit) {
    world.on_start = [=](Index) { return SimulatedWorld::Run{life, exit}; };
  }
};

Time after(milliseconds time) { return Time{} + time; }

Error no_such_file() {
  return {std::make_error_code(std::errc::no_such_file_or_directory), "start", "app", ""};
}

}  // namespace

TEST_CASE("a program that dies is back at the same instant") {
  Scene scene;
  scene.runs(milliseconds(60'000), Exit::signal(9));
  scene.keeper.start(scene.program);
  REQUIRE(scene.world.next());
  CHECK(scene.world.now() == after(milliseconds(60'000)));
  CHECK(scene.world.running(scene.program));
  CHECK(scene.kinds() == std::vector{Kind::started, Kind::exited, Kind::started});
}

TEST_CASE("those that die together start together, so many at a time") {
  SimulatedWorld world;
  Keeper keeper{world, world, 1};
  world.connect(keeper);
  std::vector<Index> programs;
  for (int i = 0; i < 300; ++i) programs.push_back(keeper.add({}));
  keeper.start(programs);
  CHECK(world.together == std::vector<std::size_t>{128, 128, 44});
  world.together.clear();
  world.happenings.clear();

  world.kill_all();
  while (world.next()) {
  }
  CHECK(world.together == std::vector<std::size_t>{128, 128, 44});
  for (const Index program : programs) {
    CHECK(world.starts(program) == 2);
    std::vector<Kind> told;
    for (const Happening& happening : world.happenings) {
      if (happening.program == program) told.push_back(happening.kind);
    }
    CHECK(told == std::vector{Kind::exited, Kind::started});
  }
}

TEST_CASE("of those that die together each is answered by its own policy") {
  SimulatedWorld world;
  Keeper keeper{world, world, 1};
  world.connect(keeper);
  Program once;
  once.policy.when = Policy::When::never;
  const Index last = keeper.add(once);
  const Index kept = keeper.add({});
  const Index gone = keeper.add({});
  keeper.start({last, kept, gone});
  world.on_start = [&](Index program) -> Result<SimulatedWorld::Run> {
    if (program == gone) return no_such_file();
    return SimulatedWorld::Run{};
  };
  world.kill_all();
  while (world.next(after(milliseconds(0)))) {
  }
  CHECK(keeper.outcome(last).kind == Outcome::Kind::finished);
  CHECK(keeper.standing(kept).kind == Standing::Kind::running);
  CHECK(keeper.standing(gone).kind == Standing::Kind::waiting);
}

TEST_CASE("a crash loop slows down and goes on for ever") {
  Scene scene;
  scene.runs(milliseconds(0), Exit::code(1));
  scene.keeper.start(scene.program);
  scene.world.run_until(after(std::chrono::hours(1)));
  CHECK(scene.world.starts(scene.program) > 100);
  CHECK(scene.world.starts(scene.program) < 140);
  CHECK_FALSE(scene.keeper.done());
}

TEST_CASE("a clean exit ends it where only failures restart") {
  Program kept;
  kept.policy.when = Policy::When::on_failure;
  Scene scene(kept);
  scene.runs(milliseconds(10), Exit::code(0));
  scene.keeper.start(scene.program);
  scene.world.run_until(after(milliseconds(100)));
  CHECK(scene.keeper.done());
  CHECK(scene.keeper.outcome(scene.program).kind == Outcome::Kind::finished);
  CHECK(scene.keeper.outcome(scene.program).exit == Exit::code(0));
}

TEST_CASE("it gives up after the limit and says so") {
  Program kept;
  kept.policy.limit.count = 2;
  Scene scene(kept);
  scene.runs(milliseconds(1), Exit::code(3));
  scene.keeper.start(scene.program);
  scene.world.run_until(after(std::chrono::minutes(5)));
  CHECK(scene.world.starts(scene.program) == 3);
  CHECK(scene.keeper.outcome(scene.program).kind == Outcome::Kind::gave_up);
  CHECK(scene.keeper.outcome(scene.program).exit == Exit::code(3));
}

TEST_CASE("a first start that can never work is not tried again") {
  Scene scene;
  scene.world.on_start = [](Index) -> Result<SimulatedWorld::Run> { return no_such_file(); };
  scene.keeper.start(scene.program);
  CHECK(scene.keeper.done());
  CHECK(scene.keeper.outcome(scene.program).kind == Outcome::Kind::never_started);
  CHECK(scene.keeper.outcome(scene.program).error);
}

TEST_CASE("a program whose file vanishes for a while comes back with it") {
  Scene scene;
  unsigned starts = 0;
  scene.world.on_start = [&](Index) -> Result<SimulatedWorld::Run> {
    ++starts;
    if (starts >= 2 && starts <= 5) return no_such_file();
    return SimulatedWorld::Run{milliseconds(20'000), Exit::code(1)};
  };
  scene.keeper.start(scene.program);
  scene.world.run_until(after(milliseconds(30'000)));
  CHECK(starts == 6);
  CHECK(scene.world.running(scene.program));
}

TEST_CASE("a first start for want of processes is tried again") {
  Scene scene;
  unsigned starts = 0;
  scene.world.on_start = [&](Index) -> Result<SimulatedWorld::Run> {
    if (++starts == 1) {
      return Error{std::make_error_code(std::errc::resource_unavailable_try_again), "start", "app",
                   ""};
    }
    return SimulatedWorld::Run{};
  };
  scene.keeper.start(scene.program);
  CHECK(scene.world.running(scene.program));
}

TEST_CASE("a stop asks and then waits no longer than the grace") {
  Scene scene;
  scene.world.on_ask = [](Index, int) { return std::nullopt; };
  scene.keeper.start(scene.program);
  scene.keeper.stop();
  CHECK_FALSE(scene.keeper.done());
  scene.world.run_until(after(milliseconds(4'999)));
  CHECK(scene.world.running(scene.program));
  scene.world.run_until(after(milliseconds(5'000)));
  CHECK(scene.keeper.done());
  CHECK(scene.kinds() ==
        std::vector{Kind::started, Kind::stopping, Kind::forced, Kind::exited, Kind::ended});
}

TEST_CASE("a second stop does not wait for the grace") {
  Scene scene;
  scene.world.on_ask = [](Index, int) { return std::nullopt; };
  scene.keeper.start(scene.program);
  scene.keeper.stop();
  scene.keeper.stop();
  REQUIRE(scene.world.next());
  CHECK(scene.keeper.done());
  CHECK(scene.world.now() == Time{});
}

TEST_CASE("a stop while it waits to restart ends it at once") {
  Scene scene;
  scene.runs(milliseconds(0), Exit::code(1));
  scene.keeper.start(scene.program);
  while (scene.world.starts(scene.program) < 5) REQUIRE(scene.world.next());
  REQUIRE(scene.world.next());  // The fifth death.
  scene.world.stop_requested = true;
  scene.keeper.stop();
  CHECK(scene.keeper.done());
  scene.world.run_until(after(std::chrono::hours(1)));
  CHECK(scene.world.breach.empty());
}

TEST_CASE("what resists force is forced again until it goes") {
  Scene scene;
  scene.world.on_ask = [](Index, int) { return std::nullopt; };
  scene.world.on_force = [](Index) { return milliseconds(3'500); };
  scene.keeper.start(scene.program);
  scene.keeper.stop();
  scene.world.run_until(after(std::chrono::minutes(1)));
  CHECK(scene.keeper.done());
  CHECK(scene.world.breach.empty());
}

TEST_CASE(
    "of a restart one hears when the program had its chance to run, and before the next one") {
  Scene scene;
  scene.world.pause = milliseconds(1);
  scene.keeper.start(scene.program);
  scene.keeper.on_exit({{scene.program, Exit::signal(9)}});
  CHECK(scene.world.starts(scene.program) == 2);
  CHECK(scene.kinds() == std::vector{Kind::started});

  SECTION("a moment later") {
    scene.world.run_until(after(milliseconds(1)));
    CHECK(scene.kinds() == std::vector{Kind::started, Kind::exited, Kind::started});
  }
  SECTION("at once when it dies in that moment") {
    scene.keeper.on_exit({{scene.program, Exit::signal(9)}});
    CHECK(scene.kinds() == std::vector{Kind::started, Kind::exited, Kind::started, Kind::exited});
  }
  SECTION("at once when something else happens") {
    scene.keeper.stop();
    CHECK(scene.kinds() == std::vector{Kind::started, Kind::exited, Kind::started, Kind::stopping});
  }
}

TEST_CASE("an adopted program is started anew when it dies") {
  Scene scene;
  scene.runs(milliseconds(500), Exit{});
  REQUIRE(scene.keeper.adopt(scene.program, {1234, 99}));
  REQUIRE(scene.world.next());
  CHECK(scene.kinds() == std::vector{Kind::adopted, Kind::exited, Kind::started});
}

TEST_CASE("a ladder is taken rung by rung and ends with force") {
  Program kept;
  kept.ladder = {{15, milliseconds(1'000)}, {2, milliseconds(500)}};
  Scene scene(kept);
  std::vector<std::pair<int, milliseconds>> asked;
  scene.world.on_ask = [&](Index, int signal) -> std::optional<milliseconds> {
    asked.emplace_back(
        signal, std::chrono::duration_cast<milliseconds>(scene.world.now().time_since_epoch()));
    return std::nullopt;
  };
  scene.keeper.start(scene.program);
  scene.keeper.stop();
  scene.world.run_until(after(milliseconds(10'000)));
  CHECK(asked ==
        std::vector<std::pair<int, milliseconds>>{{15, milliseconds(0)}, {2, milliseconds(1'000)}});
  CHECK(scene.keeper.done());
  CHECK(scene.world.happenings.back().at == after(milliseconds(1'500)));
}

TEST_CASE("an empty ladder is force at once") {
  Program kept;
  kept.ladder.clear();
  Scene scene(kept);
  scene.keeper.start(scene.program);
  scene.keeper.stop();
  REQUIRE(scene.world.next());
  CHECK(scene.world.now() == Time{});
  CHECK(scene.keeper.outcome(scene.program).exit == Exit::signal(9));
}

TEST_CASE("what not even force ends is told once and does not hold up the stop for ever") {
  Scene scene;
  scene.world.on_ask = [](Index, int) { return std::nullopt; };
  scene.world.on_force = [](Index) { return std::nullopt; };
  scene.keeper.start(scene.program);
  scene.keeper.stop();
  scene.world.run_until(after(std::chrono::minutes(1)));
  CHECK(scene.keeper.done());
  CHECK(scene.keeper.outcome(scene.program).kind == Outcome::Kind::unkillable);
  const auto kinds = scene.kinds();
  CHECK(std::count(kinds.begin(), kinds.end(), Kind::unkillable) == 1);
  CHECK(std::count(kinds.begin(), kinds.end(), Kind::forced) == 1);
}

TEST_CASE("a hang is answered like a failure however the program ends") {
  Program kept;
  kept.policy.when = Policy::When::on_failure;
  Scene scene(kept);
  scene.keeper.start(scene.program);
  scene.world.run_until(after(milliseconds(1'000)));
  scene.world.on_ask = [](Index, int) { return milliseconds(20); };
  scene.keeper.hang(scene.program, "no heartbeat");
  scene.keeper.hang(scene.program, "no heartbeat, again");
  REQUIRE(scene.world.next());
  CHECK(scene.world.running(scene.program));
  CHECK(scene.kinds() ==
        std::vector{Kind::started, Kind::hung, Kind::stopping, Kind::exited, Kind::started});
  CHECK(scene.world.happenings[1].reason == "no heartbeat");
  CHECK(scene.keeper.standing(scene.program).streak == 1);
}

TEST_CASE("a restart by hand counts for nothing") {
  Program kept;
  kept.policy.limit.count = 1;
  Scene scene(kept);
  scene.keeper.start(scene.program);
  for (int i = 0; i < 5; ++i) {
    scene.keeper.restart(scene.program, "asked for");
    REQUIRE(scene.world.next());
    CHECK(scene.world.running(scene.program));
  }
  CHECK(scene.keeper.standing(scene.program).streak == 0);
  CHECK(scene.keeper.standing(scene.program).restarts == 5);
}

TEST_CASE("what a hand stopped rests until a hand starts it") {
  Scene scene;
  scene.keeper.start(scene.program);
  scene.keeper.halt(scene.program);
  scene.world.halted = {scene.program};
  scene.world.run_until(after(std::chrono::hours(1)));
  CHECK(scene.world.breach.empty());
  CHECK_FALSE(scene.world.running(scene.program));
  CHECK(scene.keeper.done());
  CHECK(scene.keeper.outcome(scene.program).kind == Outcome::Kind::halted);
  scene.world.halted.clear();
  scene.keeper.start(scene.program);
  CHECK(scene.world.running(scene.program));
  CHECK_FALSE(scene.keeper.done());
  CHECK(scene.keeper.outcome(scene.program).kind == Outcome::Kind::pending);
  CHECK(scene.world.happenings.back().attempt == 0);
}

TEST_CASE("a start by hand does not wait for the delay") {
  Scene scene;
  scene.runs(milliseconds(0), Exit::code(1));
  scene.keeper.start(scene.program);
  while (scene.keeper.standing(scene.program).kind != Standing::Kind::waiting)
    REQUIRE(scene.world.next());
  scene.keeper.start(scene.program);
  CHECK(scene.world.running(scene.program));
}

TEST_CASE("a start that comes while it is being stopped brings it back") {
  Scene scene;
  scene.world.on_ask = [](Index, int) { return milliseconds(100); };
  scene.keeper.start(scene.program);
  scene.keeper.halt(scene.program);
  scene.keeper.start(scene.program);
  scene.world.run_until(after(milliseconds(200)));
  CHECK(scene.world.running(scene.program));
  CHECK(scene.world.starts(scene.program) == 2);
}

TEST_CASE("a start by hand while it runs changes nothing, also not the next word") {
  Scene scene;
  scene.runs(milliseconds(10), Exit::code(1));
  scene.keeper.start(scene.program);
  scene.keeper.start(scene.program);
  CHECK(scene.world.starts(scene.program) == 1);
  REQUIRE(scene.world.next());
  CHECK(scene.world.happenings.back().attempt == 1);
}

TEST_CASE("an adopted program goes on with the count that it had") {
  Scene scene;
  scene.runs(milliseconds(500), Exit::code(1));
  scene.keeper.resume(scene.program, 4, 20);
  REQUIRE(scene.keeper.adopt(scene.program, {1234, 99}));
  REQUIRE(scene.world.next());
  REQUIRE(scene.world.happenings[1].next);
  CHECK(scene.world.happenings[1].next->attempt == 5);
  CHECK(scene.world.happenings[1].next->delay == milliseconds(800));
  CHECK(scene.keeper.standing(scene.program).restarts == 20);
}

TEST_CASE("a program that ran well for long before it was adopted begins its count anew") {
  Scene scene;
  scene.runs(milliseconds(500), Exit::code(1));
  scene.keeper.resume(scene.program, 9, 20);
  REQUIRE(scene.keeper.adopt(scene.program, {1234, 99}, std::chrono::hours(5)));
  REQUIRE(scene.world.next());
  REQUIRE(scene.world.happenings[1].next);
  CHECK(scene.world.happenings[1].next->attempt == 1);
  CHECK(scene.world.happenings[1].next->delay == milliseconds(0));
  CHECK(scene.world.happenings[1].ran > std::chrono::hours(5));
}

TEST_CASE("a program that was left waiting waits on and counts on") {
  Scene scene;
  scene.keeper.resume(scene.program, 4, 20);
  scene.keeper.rest(scene.program, {Rest::Kind::waiting, Exit::code(3), after(milliseconds(0)),
                                    after(milliseconds(700))});
  const Standing standing = scene.keeper.standing(scene.program);
  CHECK(standing.kind == Standing::Kind::waiting);
  CHECK(standing.last_exit == Exit::code(3));
  CHECK(standing.restarts == 20);
  CHECK(scene.world.starts(scene.program) == 0);
  REQUIRE(scene.world.next());
  CHECK(scene.world.now() == after(milliseconds(700)));
  CHECK(scene.world.happenings.back().attempt == 4);
  CHECK(scene.keeper.standing(scene.program).restarts == 21);
}

TEST_CASE("a program that was left at rest rests for the same reason until a hand starts it") {
  const auto [left, outcome] =
      GENERATE(table<Rest::Kind, Outcome::Kind>({{Rest::Kind::halted, Outcome::Kind::halted},
                                                 {Rest::Kind::finished, Outcome::Kind::finished},
                                                 {Rest::Kind::gave_up, Outcome::Kind::gave_up}}));
  Scene scene;
  scene.keeper.rest(scene.program, {left, Exit::code(3), {}, {}});
  CHECK(scene.keeper.done());
  CHECK(scene.keeper.outcome(scene.program).kind == outcome);
  CHECK(scene.keeper.outcome(scene.program).exit == Exit::code(3));
  CHECK(scene.world.starts(scene.program) == 0);
  const std::optional<Rest> again = scene.keeper.rest(scene.program);
  REQUIRE(again);
  CHECK(again->kind == left);
  scene.keeper.start(scene.program);
  CHECK(scene.world.running(scene.program));
  CHECK_FALSE(scene.keeper.rest(scene.program));
}

TEST_CASE("a program is ready once in a run") {
  Scene scene;
  scene.runs(milliseconds(500), Exit::code(1));
  scene.keeper.start(scene.program);
  scene.keeper.ready(scene.program);
  scene.keeper.ready(scene.program);
  CHECK(scene.keeper.standing(scene.program).ready);
  REQUIRE(scene.world.next());
  CHECK_FALSE(scene.keeper.standing(scene.program).ready);
  CHECK(scene.kinds() == std::vector{Kind::started, Kind::ready, Kind::exited, Kind::started});
}
