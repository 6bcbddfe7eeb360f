// SPDX-License-Identifier: MIT
#include "watchdog/output/capture.hpp"

#include <asio/steady_timer.hpp>
#include <filesystem>

#include "pseudorandom.hpp"
#include "support/catch.hpp"
#include "talker.hpp"

using namespace watchdog;
using namespace watchdog::output;
using namespace watchdog::test;

namespace {

using Lines = std::vector<std::string>;

/// A loop and a log that a talker is captured into.
struct Logged {
  TempDir dir;
  std::string path = dir.file("log");
  asio::io_context loop;
  Result<Capture> capture = Capture::open(loop, {path, nullptr, nullptr});
};

}  // namespace

TEST_CASE("all that a program wrote is in its log when it is dead and drained") {
  Logged logged;
  REQUIRE(logged.capture);
  Talker talker(*logged.capture, {"bytes=10485760", "text=\n", "lines=0:1000"});
  REQUIRE(talker.end(logged.loop));
  CHECK(talker.succeeded());
  logged.capture->drain();
  const std::string expected = pseudorandom(10485760) + "\n" + numbered_lines(0, 1000);
  const bool same = read_file(logged.path) == expected;  // Too long to be shown.
  CHECK(same);
  CHECK(logged.capture->lost() == 0);
}

TEST_CASE("both streams go to one log, in their order") {
  Logged logged;
  REQUIRE(logged.capture);
  Talker talker(*logged.capture, {"lines=0:2", "error=oh", "lines=2:4", "error=dear"});
  REQUIRE(wait_until([&] { return talker.ended(); }));
  logged.capture->drain();  // The loop has not run at all.
  CHECK(read_file(logged.path) == "line 0\nline 1\noh\nline 2\nline 3\ndear\n");
}

TEST_CASE("the last lines are there after its death") {
  asio::io_context loop;
  Result<Capture> capture = Capture::open(loop, {}, {.lines = 3});
  REQUIRE(capture);
  CHECK(capture->tail().lines().empty());
  Talker talker(*capture, {"lines=0:50000", "error=it broke"});
  REQUIRE(talker.end(loop));
  capture->drain();
  CHECK(capture->tail().lines() == Lines{"line 49998", "line 49999", "it broke"});
}

TEST_CASE("what is awaited is told of once, whichever stream brings it") {
  asio::io_context loop;
  const bool to_log = GENERATE(true, false);
  const TempDir dir;
  Result<Capture> capture = Capture::open(loop, {to_log ? dir.file("log") : "", nullptr, nullptr});
  REQUIRE(capture);
  unsigned found = 0;
  capture->await("line 4321", [&] { ++found; });
  Talker talker(*capture, {"lines=0:5000", "error=line 4321 again"});
  REQUIRE(talker.end(loop));
  capture->drain();
  CHECK(found == 1);
  capture->await("of the life before", [&] { ++found; });
  capture->await("it broke", [&] { found += 10; });
  Talker next(*capture, {"error=of the life before", "error=it broke"});
  REQUIRE(next.end(loop));
  capture->drain();
  CHECK(found == 11);
}

TEST_CASE("the next life writes to the same log") {
  Logged logged;
  REQUIRE(logged.capture);
  for (const char* lines : {"lines=0:10", "lines=10:20"}) {
    Talker talker(*logged.capture, {lines});
    REQUIRE(talker.end(logged.loop));
  }
  logged.capture->drain();
  CHECK(read_file(logged.path) == numbered_lines(0, 20));
}

TEST_CASE("the time of the last byte is kept") {
  asio::io_context loop;
  const Time before = Clock::now();
  Result<Capture> capture = Capture::open(loop, {});
  REQUIRE(capture);
  const Time opened = capture->last_output();
  CHECK(opened >= before);
  Talker talker(*capture, {"lines=0:1"});
  REQUIRE(run_until(loop, [&] { return capture->last_output() > opened; }));
  CHECK(capture->last_output() <= Clock::now());
}

TEST_CASE("a log that is deleted while a program writes is made anew") {
  Logged logged;
  REQUIRE(logged.capture);
  Talker talker(*logged.capture, {"slow=0:1000000"});
  for (int i = 0; i < 3; ++i) {
    REQUIRE(run_until(logged.loop, [&] { return read_file(logged.path).size() > 100; }));
    std::filesystem::remove(utf8_path(logged.path));
  }
}

TEST_CASE("a program that writes without end leaves others their time") {
  Logged logged;
  Result<Capture> other = Capture::open(logged.loop, {});
  REQUIRE(logged.capture);
  REQUIRE(other);
  const Talker flood(*logged.capture, {"flood"});
  const Talker quiet(*other, {"slow=0:1000000"});
  REQUIRE(run_until(logged.loop, [&] { return !logged.capture->tail().lines().empty(); }));

  constexpr milliseconds period(5);
  unsigned rounds = 0;
  Clock::duration latest{};
  asio::steady_timer timer(logged.loop);
  std::function<void()> tick = [&] {
    timer.expires_after(period);
    timer.async_wait([&](const std::error_code&) {
      latest = std::max(latest, Clock::now() - timer.expiry());
      if (++rounds < 100) tick();
    });
  };
  tick();
  const auto heard = [&] { return !other->tail().lines().empty(); };
  REQUIRE(run_until(logged.loop, [&] { return rounds == 100 && heard(); }));
  // Half a millisecond on a quiet machine; this is the bound of a busy one.
  CHECK(latest < milliseconds(1000));
}

TEST_CASE("a program that is captured can be destroyed in any state") {
  asio::io_context loop;
  {
    Result<Capture> capture = Capture::open(loop, {});
    REQUIRE(capture);
    const Talker talker(*capture, {"flood"});
    REQUIRE(run_until(loop, [&] { return !capture->tail().lines().empty(); }));
  }
  loop.restart();
  loop.poll();
}
