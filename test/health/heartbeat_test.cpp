// SPDX-License-Identifier: MIT
#include "watchdog/health/heartbeat.hpp"

#include <random>

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::health;

namespace {

using Begin = Heartbeat::Begin;

constexpr milliseconds limit{1'000};
constexpr Time start{milliseconds(50'000)};

Time at(int ms) { return start + milliseconds(ms); }
Words said(std::string_view text) { return parse_words(text); }

Heartbeat started(Begin begin) {
  Heartbeat heart(limit, begin);
  heart.start(start);
  return heart;
}

}  // namespace

TEST_CASE("a program that does not beat in time is hung") {
  Heartbeat heart = started(Begin::start);
  CHECK(heart.due() == at(1'000));
  CHECK_FALSE(heart.hung(at(999)));
  CHECK(heart.hung(at(1'000)));
}

TEST_CASE("each beat gives it the limit anew") {
  Heartbeat heart = started(Begin::start);
  for (int beat = 900; beat < 9'000; beat += 900) {
    CHECK_FALSE(heart.hung(at(beat)));
    heart.hear(said("WATCHDOG=1"), at(beat));
    CHECK(heart.due() == at(beat + 1'000));
  }
  heart.hear(said("STATUS=busy"), at(9'050));
  CHECK(heart.hung(at(9'100)));
}

TEST_CASE("nothing is expected before the sign that begins it") {
  Heartbeat ready = started(Begin::ready);
  CHECK_FALSE(ready.due());
  CHECK_FALSE(ready.hung(at(1'000'000)));
  ready.hear(said("READY=1"), at(1'000'000));
  CHECK(ready.hung(at(1'001'000)));

  Heartbeat beat = started(Begin::beat);
  beat.hear(said("READY=1"), at(10));
  CHECK_FALSE(beat.due());
  beat.hear(said("WATCHDOG=1"), at(20));
  CHECK(beat.due() == at(1'020));
}

TEST_CASE("being ready once more is no beat") {
  Heartbeat heart = started(Begin::ready);
  heart.hear(said("READY=1"), at(0));
  heart.hear(said("READY=1"), at(900));
  CHECK(heart.due() == at(1'000));
}

TEST_CASE("an extension holds, also over a beat in between") {
  Heartbeat heart = started(Begin::start);
  heart.hear(said("EXTEND_TIMEOUT_USEC=5000000"), at(500));
  CHECK(heart.due() == at(5'500));
  heart.hear(said("WATCHDOG=1"), at(600));
  CHECK(heart.due() == at(5'500));
  heart.hear(said("WATCHDOG=1"), at(5'400));
  CHECK(heart.due() == at(6'400));
  heart.hear(said("EXTEND_TIMEOUT_USEC=1"), at(5'500));
  CHECK(heart.due() == at(6'400));
}

TEST_CASE("a program may change its limit, for this run") {
  Heartbeat heart = started(Begin::start);
  heart.hear(said("WATCHDOG_USEC=3000000"), at(500));
  CHECK(heart.due() == at(3'500));
  heart.hear(said("WATCHDOG_USEC=0"), at(600));
  CHECK_FALSE(heart.due());
  heart.start(at(10'000));
  CHECK(heart.due() == at(11'000));
}

TEST_CASE("without a limit a program may ask for one") {
  Heartbeat heart(microseconds(0), Begin::ready);
  heart.start(start);
  heart.hear(said("READY=1"), at(0));
  CHECK_FALSE(heart.due());
  heart.hear(said("WATCHDOG_USEC=2000000"), at(100));
  CHECK(heart.due() == at(2'100));
}

TEST_CASE("a program that says so is hung, until it beats or starts again") {
  Heartbeat heart = started(Begin::beat);
  heart.hear(said("WATCHDOG=trigger"), at(5));
  CHECK(heart.hung(at(5)));
  heart.hear(said("WATCHDOG=1"), at(10));
  CHECK_FALSE(heart.hung(at(10)));
  heart.hear(said("WATCHDOG=trigger"), at(15));
  heart.start(at(20));
  CHECK_FALSE(heart.hung(at(20)));
}

TEST_CASE("a program that stops need not beat") {
  Heartbeat heart = started(Begin::start);
  heart.hear(said("STOPPING=1"), at(100));
  heart.hear(said("WATCHDOG=1"), at(200));
  CHECK_FALSE(heart.due());
  CHECK_FALSE(heart.hung(at(100'000)));
}

TEST_CASE("whoever slept through the limit grants it once more, and once only") {
  Heartbeat heart = started(Begin::start);
  CHECK_FALSE(heart.hung(at(3'600'000)));
  CHECK(heart.due() == at(3'601'000));
  SECTION("a beat, and all is well") {
    heart.hear(said("WATCHDOG=1"), at(3'600'500));
    CHECK_FALSE(heart.hung(at(3'601'400)));
    CHECK_FALSE(heart.hung(at(7'200'000)));  // The next sleep is another one.
  }
  SECTION("no beat, and it is hung, however late the look") { CHECK(heart.hung(at(7'200'000))); }
}

TEST_CASE("no random story of a heart ends wrong") {
  for (std::uint32_t seed = 1; seed <= 20'000; ++seed) {
    std::mt19937 random(seed);
    const auto roll = [&](int from, int to) {
      return std::uniform_int_distribution<int>(from, to)(random);
    };
    INFO("seed " << seed);
    Heartbeat heart = started(Begin::start);
    Time now = start;
    Time last_beat = now;
    // Alive: it beats in time whenever the machine runs; the machine sleeps now and then, and
    // whether the beat or the look comes first after that is chance.
    for (int i = roll(1, 30); i > 0; --i) {
      const bool sleeps = roll(0, 4) == 0;
      now += milliseconds(sleeps ? roll(5'000, 1'000'000) : roll(1, 999));
      const bool looks_first = roll(0, 1) == 0;
      if (looks_first) REQUIRE_FALSE(heart.hung(now));
      heart.hear(said("WATCHDOG=1"), now);
      last_beat = now;
      if (!looks_first) REQUIRE_FALSE(heart.hung(now));
    }
    // Dead: it is found when the limit has passed, or the one after a sleep, and not before.
    REQUIRE_FALSE(heart.hung(last_beat + limit - milliseconds(1)));
    int looks = 0;
    while (!heart.hung(now)) {
      now = *heart.due() + milliseconds(roll(0, 5'000));
      REQUIRE(++looks <= 3);
    }
    REQUIRE(now >= last_beat + limit);
    REQUIRE(heart.hung(now + milliseconds(roll(0, 100'000))));
  }
}
