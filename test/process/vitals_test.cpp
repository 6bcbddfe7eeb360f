// SPDX-License-Identifier: MIT
#include "watchdog/process/vitals.hpp"

#include "support/catch.hpp"
#include "support/running.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

using Activity = Vitals::Activity;

TEST_CASE("our own vitals are those of a living process") {
  const Result<Identity> self = identify(own_pid());
  REQUIRE(self);
  const Result<Vitals> now = vitals(*self);
  REQUIRE(now);
  CHECK((now->activity == Activity::active || now->activity == Activity::unknown));  // Wine.
  CHECK(now->threads >= 1);
  CHECK(now->resident_bytes > 100'000);
  CHECK(now->age < std::chrono::hours(1));
}

TEST_CASE("memory that a program takes is seen") {
  const Running running({"allocate=64"});
  REQUIRE(running.is_up());
  const Result<Vitals> now = vitals(running.id());
  REQUIRE(now);
  CHECK(now->resident_bytes >= std::uint64_t{64} << 20);
  CHECK(now->resident_bytes < std::uint64_t{256} << 20);
}

TEST_CASE("threads that a program starts are counted") {
  const Running running({"threads=5"});
  REQUIRE(running.is_up());
  const Result<Vitals> now = vitals(running.id());
  REQUIRE(now);
  CHECK(now->threads >= 6);  // Wine and Windows may have some of their own.
  CHECK(now->threads < 30);
}

TEST_CASE("age counts from the start of the process") {
  const Time before = Clock::now();
  const Running running({});
  const auto age = [&] {
    const Result<Vitals> now = vitals(running.id());
    return now ? now->age : milliseconds(-1);
  };
  CHECK(wait_until([&] { return age() >= milliseconds(100); }));
  const auto passed = std::chrono::ceil<milliseconds>(Clock::now() - before);
  CHECK(age() >= milliseconds(100));
  // Starts are told in ticks, of 10 ms at most; the last look came a little after `passed`.
  CHECK(age() <= passed + milliseconds(2'000));
}

TEST_CASE("the vitals of what is gone are no such process") {
  Running running({});
  Identity other = running.id();
  other.start += 1;
  const Result<Vitals> stranger = vitals(other);
  REQUIRE_FALSE(stranger);
  CHECK(stranger.error().code == std::errc::no_such_process);
  running.end();
  const Result<Vitals> gone = vitals(running.id());
  // Windows: ended, and a zombie as long as somebody holds it.
  if (gone) CHECK(gone->activity == Activity::zombie);
  if (!gone) CHECK(gone.error().code == std::errc::no_such_process);
}

TEST_CASE("a program without windows has none that hang") { CHECK_FALSE(window_hung(own_pid())); }
