// SPDX-License-Identifier: MIT
#include "looped.hpp"
#include "support/catch.hpp"
#include "watchdog/health/loop_runner.hpp"
#include "watchdog/health/prober.hpp"

using namespace watchdog;
using namespace watchdog::health;
using namespace watchdog::test;

namespace {

ProbeSpec spec_for(process::Command command) {
  ProbeSpec spec;
  spec.kind = ProbeSpec::Kind::exec;
  spec.command = std::move(command);
  spec.timeout = milliseconds(20'000);
  return spec;
}

struct ExecStage {
  asio::io_context loop;
  LoopRunner runner{loop};
  std::vector<ProbeResult> results;
  std::unique_ptr<Prober> prober;

  void start(const ProbeSpec& spec) {
    prober = std::make_unique<Prober>(
        loop, spec, runner, [this](const ProbeResult& result) { results.push_back(result); });
    prober->start();
  }
  bool has(std::size_t count) {
    return run_until(loop, [&] { return results.size() >= count; });
  }
};

bool is_gone(const Victim& victim, const std::string& noted) {
  return wait_until([&] { return !victim.lives(noted); });
}

/// Starts nothing; the test says when it ends.
struct ManualRunner final : Runner {
  Result<process::Pid> start(const process::Command&, OnExit on_exit) override {
    ++starts;
    told = std::move(on_exit);
    return process::Pid{1};
  }
  void kill(process::Pid) override { ++kills; }

  int starts = 0;
  int kills = 0;
  OnExit told;
};

}  // namespace

TEST_CASE("a command that ends with 0 is well") {
  const Victim victim;
  ExecStage stage;
  stage.start(spec_for(victim.command({"exit=0"})));
  REQUIRE(stage.has(1));
  CHECK(stage.results[0].well);
}

TEST_CASE("a command that ends otherwise says how") {
  const Victim victim;
  ExecStage stage;
  stage.start(spec_for(victim.command({"exit=3"})));
  REQUIRE(stage.has(1));
  CHECK_FALSE(stage.results[0].well);
  CHECK(stage.results[0].reason == "exit code 3");
}

TEST_CASE("a command that can't be started says why, each time") {
  ExecStage stage;
  process::Command command;
  command.program = unique_name("wd-no-such-");
  ProbeSpec spec = spec_for(command);
  spec.interval = milliseconds(1);
  stage.start(spec);
  REQUIRE(stage.has(2));
  CHECK(stage.results[1].reason.find("cannot start '" + command.program) == 0);
}

TEST_CASE("a command that takes too long is ended with all it started") {
  const Victim victim;
  ExecStage stage;
  ProbeSpec spec = spec_for(
      victim.command({"child=" + victim.file("child"), "note=" + victim.file("up"), "idle"}));
  spec.timeout = milliseconds(1'000);
  stage.start(spec);
  REQUIRE(run_until(stage.loop, [&] { return victim.lines("child").size() == 1; }));
  REQUIRE(stage.has(1));
  CHECK(stage.results[0].reason == "no answer within 1000 ms");
  REQUIRE(run_until(stage.loop, [&] { return !victim.lives("up"); }));
  CHECK(is_gone(victim, "child"));
}

TEST_CASE("what a command leaves behind in its group ends with it") {
  const Victim victim;
  ExecStage stage;
  stage.start(spec_for(victim.command(
      {"child=" + victim.file("child"), "until=" + victim.file("child"), "exit=0"})));
  REQUIRE(stage.has(1));
  REQUIRE((victim.lines("child").empty() || is_gone(victim, "child")));
}

TEST_CASE("a prober that is destroyed ends its command") {
  const Victim victim;
  ExecStage stage;
  stage.start(spec_for(victim.command({"note=" + victim.file("up"), "idle"})));
  REQUIRE(run_until(stage.loop, [&] { return victim.lines("up").size() == 1; }));
  stage.prober.reset();
  REQUIRE(run_until(stage.loop, [&] { return !victim.lives("up"); }));
  CHECK(stage.results.empty());
}

TEST_CASE("a runner that is destroyed ends what runs") {
  const Victim victim;
  asio::io_context loop;
  {
    LoopRunner runner(loop);
    const auto started = runner.start(victim.command({"note=" + victim.file("up"), "idle"}),
                                      [](const process::Exit&) { FAIL("nobody is to be told"); });
    REQUIRE(started);
    REQUIRE(victim.wait_for_lines("up", 1));
  }
  CHECK(is_gone(victim, "up"));
  loop.run();
}

TEST_CASE("there are never two at a time, not even when one won't die") {
  asio::io_context loop;
  ManualRunner runner;
  std::vector<ProbeResult> results;
  ProbeSpec spec = spec_for({});
  spec.interval = milliseconds(1);
  spec.timeout = milliseconds(5);
  Prober prober(loop, spec, runner, [&](const ProbeResult& result) { results.push_back(result); });
  prober.start();
  REQUIRE(run_until(loop, [&] { return runner.kills == 1; }));
  CHECK(results.size() == 1);
  loop.run_for(milliseconds(50));  // Ten times as long as a probe takes: nothing may happen.
  CHECK(runner.starts == 1);
  CHECK(results.size() == 1);
  runner.told(process::Exit::signal(9));
  REQUIRE(run_until(loop, [&] { return runner.starts == 2; }));
  CHECK(results.size() == 1);  // Its end was no news.
}

TEST_CASE("until it is well once it is asked more often, and only a success is told of that") {
  asio::io_context loop;
  ManualRunner runner;
  std::vector<ProbeResult> results;
  ProbeSpec spec = spec_for({});
  spec.interval = milliseconds(3'600'000);
  spec.timeout = spec.interval;
  Prober prober(loop, spec, runner, [&](const ProbeResult& result) { results.push_back(result); });
  prober.start();
  for (int probe = 1; probe <= 3; ++probe) {
    REQUIRE(run_until(loop, [&] { return runner.starts == probe; }));
    runner.told(process::Exit::code(1));
  }
  CHECK(results.size() == 1);  // That of the beginning, and no more for an hour.
  REQUIRE(run_until(loop, [&] { return runner.starts == 4; }));
  runner.told(process::Exit::code(0));
  REQUIRE(results.size() == 2);
  CHECK(results[1].well);
  loop.restart();
  loop.run_for(milliseconds(200));  // Four times as long as the first pause: nothing may happen.
  CHECK(runner.starts == 4);
}
