// SPDX-License-Identifier: MIT
#include "watchdog/health/verdict.hpp"

#include <random>

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::health;

namespace {

using Kind = Standing::Kind;

ProbeSpec usual() {
  ProbeSpec spec;
  spec.interval = milliseconds(1'000);
  spec.timeout = milliseconds(500);
  spec.failures = 3;
  return spec;
}

/// A verdict and its clock: one result each interval, unless it is said otherwise.
struct Story {
  explicit Story(const ProbeSpec& spec) : verdict(spec) { verdict.start(now); }

  Standing take(bool well, milliseconds after = milliseconds(1'000)) {
    now += after;
    return verdict.take(well, now);
  }
  Standing well() { return take(true); }
  Standing fails() { return take(false); }

  Verdict verdict;
  Time now{milliseconds(50'000)};
};

}  // namespace

TEST_CASE("the first success makes ready, those after it well") {
  Story story(usual());
  CHECK(story.verdict.standing() == Standing{Kind::unknown, 0});
  CHECK(story.well() == Standing{Kind::ready, 0});
  CHECK(story.well() == Standing{Kind::well, 0});
}

TEST_CASE("failures in a row make hung") {
  Story story(usual());
  story.well();
  CHECK(story.fails() == Standing{Kind::failing, 1});
  CHECK(story.fails() == Standing{Kind::failing, 2});
  CHECK(story.well() == Standing{Kind::well, 0});
  CHECK(story.fails() == Standing{Kind::failing, 1});
  CHECK(story.fails() == Standing{Kind::failing, 2});
  CHECK(story.fails() == Standing{Kind::hung, 3});
  CHECK(story.fails() == Standing{Kind::hung, 3});
}

TEST_CASE("it takes as many successes in a row as are asked for") {
  ProbeSpec spec = usual();
  spec.successes = 2;
  Story story(spec);
  CHECK(story.well().kind == Kind::unknown);
  CHECK(story.fails() == Standing{Kind::failing, 1});
  CHECK(story.well().kind == Kind::unknown);
  CHECK(story.well().kind == Kind::ready);
  for (int i = 0; i < 3; ++i) story.fails();
  CHECK(story.well().kind == Kind::hung);
  CHECK(story.fails().kind == Kind::hung);
  CHECK(story.well().kind == Kind::hung);
  CHECK(story.well() == Standing{Kind::well, 0});
}

TEST_CASE("failures in the start period do not count") {
  ProbeSpec spec = usual();
  spec.start_period = milliseconds(10'000);
  Story story(spec);
  for (int i = 1; i < 10; ++i) CHECK(story.fails() == Standing{Kind::unknown, 0});
  CHECK(story.fails() == Standing{Kind::failing, 1});
}

TEST_CASE("the first success ends the start period") {
  ProbeSpec spec = usual();
  spec.start_period = milliseconds(10'000);
  Story story(spec);
  story.fails();
  CHECK(story.well().kind == Kind::ready);
  CHECK(story.fails() == Standing{Kind::failing, 1});
}

TEST_CASE("the first failure after a long sleep is let pass, the next is not") {
  Story story(usual());
  story.well();
  CHECK(story.take(false, milliseconds(3'600'000)) == Standing{Kind::well, 0});
  CHECK(story.take(false, milliseconds(3'600'000)) == Standing{Kind::failing, 1});
  CHECK(story.fails() == Standing{Kind::failing, 2});
  CHECK(story.take(false, milliseconds(3'600'000)) == Standing{Kind::failing, 2});
  CHECK(story.fails() == Standing{Kind::hung, 3});
}

TEST_CASE("a probe that is as late as it may be is no sleep") {
  Story story(usual());
  story.well();
  CHECK(story.take(false, milliseconds(3'000)) == Standing{Kind::failing, 1});
}

TEST_CASE("another run begins with nothing known") {
  Story story(usual());
  for (int i = 0; i < 3; ++i) story.fails();
  story.now += milliseconds(1);
  story.verdict.start(story.now);
  CHECK(story.verdict.standing() == Standing{Kind::unknown, 0});
  CHECK(story.fails() == Standing{Kind::failing, 1});
}

TEST_CASE("no random story of probes ends wrong") {
  for (std::uint32_t seed = 1; seed <= 20'000; ++seed) {
    std::mt19937 random(seed);
    const auto roll = [&](unsigned from, unsigned to) {
      return std::uniform_int_distribution<unsigned>(from, to)(random);
    };
    ProbeSpec spec = usual();
    spec.failures = roll(1, 5);
    spec.successes = roll(1, 3);
    spec.start_period = milliseconds(roll(0, 1) * roll(0, 20'000));
    Story story(spec);
    INFO("seed " << seed);
    const Time period_ends = story.now + spec.start_period;
    bool seen_well = false;
    unsigned failures = 0;  // All in a row, whether they count or not.
    unsigned readies = 0;
    for (unsigned i = roll(1, 60); i > 0; --i) {
      const bool well = roll(0, 99) < 60;
      const bool sleeps = roll(0, 9) == 0;
      const Kind before = story.verdict.standing().kind;
      const Standing now =
          story.take(well, milliseconds(sleeps ? roll(3'001, 500'000) : roll(1, 3'000)));
      failures = well ? 0 : failures + 1;
      seen_well = seen_well || well;
      if (now.kind == Kind::ready) ++readies;
      REQUIRE(readies <= 1);
      if (now.kind == Kind::hung && before != Kind::hung) REQUIRE(failures >= spec.failures);
      if (now.kind == Kind::failing)
        REQUIRE((now.failures >= 1 && now.failures < spec.failures && !well));
      if (!seen_well && story.now < period_ends) REQUIRE(now == Standing{});
      if (well) REQUIRE(now.kind != Kind::failing);
    }
    // In the end it is dead, and that is found: of two failures at least one counts.
    if (story.now < period_ends) story.now = period_ends;
    for (unsigned i = 0; i < 2 * spec.failures; ++i)
      story.take(false, milliseconds(roll(1, 500'000)));
    REQUIRE(story.verdict.standing().kind == Kind::hung);
    // And well again, and that is seen.
    for (unsigned i = 0; i < spec.successes; ++i) story.well();
    REQUIRE(story.verdict.standing().failures == 0);
    REQUIRE(story.verdict.standing().kind >= Kind::ready);
    REQUIRE(story.verdict.standing().kind <= Kind::well);
  }
}
