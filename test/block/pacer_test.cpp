// SPDX-License-Identifier: MIT
//
// A scan's budget against a process table that is made up: no clock, no system.
#include "pacer.hpp"

#include <algorithm>
#include <functional>
#include <vector>

#include "support/catch.hpp"

using namespace watchdog;
using block::Pacer;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;

namespace {

/// What looks at a table of that size cost, as measured: reading the numbers alone, a row more for
/// each that is new, and all of them.
struct Table {
  int processes;
  microseconds of_new(int newcomers) const {
    return microseconds(30 + processes * 11 / 10 + newcomers * 20);
  }
  microseconds of_all() const { return of_new(0) + microseconds(processes * 8); }
};

/// How many are new or young at a moment of the story.
using Story = std::function<int(Time)>;

int quiet(Time) { return 0; }
int storm(Time) { return 50; }
/// A program with helpers starts every twenty seconds.
int bursts(Time now) { return now.time_since_epoch() % seconds(20) < milliseconds(300) ? 3 : 0; }

struct Look {
  Time at;
  microseconds cost;
  microseconds pause;
  bool all;
};

/// What the pacer makes of five minutes.
std::vector<Look> pace(Pacer& pacer, const Table& table, const Story& story) {
  std::vector<Look> looks;
  for (Time now = Time(minutes(10)); now < Time(minutes(15));) {
    const bool all = pacer.all_due(now);
    const int newcomers = story(now);
    const microseconds cost = table.of_new(newcomers) + (all ? table.of_all() : microseconds(0));
    const Time end = now + cost;
    looks.push_back({now, cost, pacer.pause_after(end, {cost, all, newcomers > 0}), all});
    now = end + looks.back().pause;
  }
  return looks;
}

/// The most that any window of that length costs, as a share of it.
double most_in_a(seconds window, const std::vector<Look>& looks) {
  microseconds sum{};
  microseconds most{};
  auto last = looks.begin();
  for (auto first = looks.begin(); first != looks.end(); ++first) {
    for (; last != looks.end() && last->at < first->at + window; ++last) sum += last->cost;
    most = std::max(most, sum);
    sum -= first->cost;
  }
  return std::chrono::duration<double>(most) / window;
}

microseconds longest_pause(const std::vector<Look>& looks) {
  return std::max_element(
             looks.begin(), looks.end(),
             [](const Look& one, const Look& other) { return one.pause < other.pause; })
      ->pause;
}

std::size_t looks_at_all(const std::vector<Look>& looks) {
  return static_cast<std::size_t>(
      std::count_if(looks.begin(), looks.end(), [](const Look& look) { return look.all; }));
}

}  // namespace

TEST_CASE("a scan never costs more than its share over a minute and nearly as much as it may") {
  const double share = GENERATE(0.01, 0.02, 0.05, 0.25);
  const Table table{GENERATE(300, 2'300, 10'000)};
  const Story story = GENERATE(Story(quiet), Story(storm), Story(bursts));
  CAPTURE(share, table.processes);
  Pacer pacer(share);
  const auto looks = pace(pacer, table, story);
  const double most = most_in_a(minutes(1), looks);
  CHECK(most <= share);
  // With a large share and a small table a look each millisecond is all there is to spend it on.
  const bool at_shortest = longest_pause(looks) < milliseconds(2);
  CHECK((most >= share / 2 || at_shortest));
  CHECK(longest_pause(looks) >= Pacer::shortest);
}

TEST_CASE("a scan of 300 processes looks each few milliseconds and at all once a second") {
  Pacer pacer(0.05);
  const auto looks = pace(pacer, {300}, quiet);
  CHECK(longest_pause(looks) <= milliseconds(20));
  CHECK(looks.size() > 30'000);  // Each 10 ms or more often.
  CHECK(looks_at_all(looks) >= 290);
}

TEST_CASE("a scan of 10 000 processes looks less often and at all when that is paid for") {
  Pacer pacer(0.02);
  const auto looks = pace(pacer, {10'000}, quiet);
  CHECK(longest_pause(looks) <= seconds(2));
  // A look at all costs 100 ms: half of 2 % is one each 10 s.
  CHECK(looks_at_all(looks) >= 25);
  CHECK(looks_at_all(looks) <= 31);
}

TEST_CASE("a scan looks each millisecond when somebody starts and has the time to") {
  Pacer pacer(0.05);
  const auto looks = pace(pacer, {300}, bursts);
  std::size_t quick = 0;
  std::size_t busy = 0;
  for (const Look& look : looks) {
    if (bursts(look.at) == 0) continue;
    ++busy;
    quick += look.pause == Pacer::shortest ? 1 : 0;
  }
  REQUIRE(busy > 0);
  CHECK(quick * 4 >= busy * 3);
}

TEST_CASE("a storm is looked at as evenly as the share allows") {
  Pacer pacer(0.05);
  const auto looks = pace(pacer, {300}, storm);
  CHECK(longest_pause(looks) <= milliseconds(60));
}

TEST_CASE("a look that costs more than can be paid leaves nobody unseen for long") {
  Pacer pacer(0.01);
  const Time now = Time(minutes(10));
  CHECK(pacer.pause_after(now, {seconds(100), false, false}) == Pacer::blind_at_most);
  CHECK(pacer.pause_after(now + seconds(5), {microseconds(100), false, false}) <=
        Pacer::blind_at_most);
  pacer.pause_after(now + seconds(10), {seconds(100), true, false});
  CHECK_FALSE(pacer.all_due(now + seconds(69)));
  CHECK(pacer.all_due(now + seconds(70)));
}
