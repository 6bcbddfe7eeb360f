// SPDX-License-Identifier: MIT
#include "watchdog/block/schedule.hpp"

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::block;
using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::local_days;
using Phase = Times::Phase;

namespace {

/// A Monday.
const local_days monday{std::chrono::year(2030) / 1 / 7};

WallTime at(int day, std::chrono::minutes time) { return monday + days(day) + time; }

Window window(std::string_view text) {
  const auto parsed = Window::parse(text);
  INFO((parsed ? "" : parsed.error().message()));
  REQUIRE(parsed);
  return *parsed;
}

/// Slow and simple: which minutes of two weeks are within.
std::vector<bool> minutes_in(const Window& window) {
  std::vector<bool> result;
  for (int i = 0; i < 14 * 24 * 60; ++i) result.push_back(window.contains(at(0, i * 1min)));
  return result;
}

}  // namespace

TEST_CASE("a window holds from its first minute to before its last on its days") {
  const Window work = window("Mon-Fri 09:00-17:00");
  CHECK_FALSE(work.contains(at(0, 8h + 59min)));
  CHECK_FALSE(work.contains(at(0, 9h) - 1s));
  CHECK(work.contains(at(0, 9h)));
  CHECK(work.contains(at(4, 17h) - 1s));
  CHECK_FALSE(work.contains(at(4, 17h)));
  CHECK_FALSE(work.contains(at(5, 12h)));
  CHECK_FALSE(work.contains(at(6, 12h)));
  CHECK(work.contains(at(7, 12h)));
}

TEST_CASE("a window over midnight belongs to the day on which it begins") {
  const Window night = window("Sun-Thu 21:00-07:00");
  CHECK(night.contains(at(6, 21h)));         // Sunday
  CHECK(night.contains(at(7, 6h + 59min)));  // Monday
  CHECK_FALSE(night.contains(at(7, 7h)));
  CHECK(night.contains(at(3, 23h)));        // Thursday
  CHECK(night.contains(at(4, 3h)));         // Friday, early
  CHECK_FALSE(night.contains(at(4, 21h)));  // Friday
  CHECK_FALSE(night.contains(at(5, 3h)));   // Saturday, early
}

TEST_CASE("days and times may be left out") {
  CHECK(window("Sat,Sun").contains(at(5, 0h)));
  CHECK(window("Sat,Sun").contains(at(6, 24h) - 1s));
  CHECK_FALSE(window("Sat,Sun").contains(at(7, 0h)));
  CHECK(window("22:00-06:00").contains(at(2, 23h)));
  CHECK(window("22:00-06:00").contains(at(3, 5h)));
  CHECK_FALSE(window("22:00-06:00").contains(at(3, 6h)));
}

TEST_CASE("the same window may be written in several ways") {
  CHECK(minutes_in(window("monday-FRI 9:00-17:00")) == minutes_in(window("Mon-Fri 09:00-17:00")));
  CHECK(minutes_in(window("Fri-Mon")) == minutes_in(window("Mon,Fri,Sat,Sunday")));
  CHECK(minutes_in(window("Tue 00:00-24:00")) == minutes_in(window("Tue")));
  CHECK(minutes_in(window("Tue 00:00-00:00")) == minutes_in(window("Tue")));
}

TEST_CASE("what is no window is refused with the way to write one") {
  for (const char* text : {"", " ", "Mon-", "Mo 09:00-17:00", "Mon 09:00", "Mon 25:00-26:00",
                           "Mon 09:60-10:00", "Mon 24:00-10:00", "09:00-17:00 Mon", "Mon,",
                           "Mon  09:00-10:00", "Mon 9-17", "Mon 09:00-17:00 ", "Mon "}) {
    INFO(text);
    const auto parsed = Window::parse(text);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message().find("'Mon-Fri 09:00-17:00'") != std::string::npos);
  }
}

TEST_CASE("nothing changes before a window's next change") {
  const Window each = window(GENERATE("Mon-Fri 09:00-17:00", "Sun-Thu 21:00-07:00", "Sat,Sun",
                                      "22:00-06:00", "Wed 00:00-00:01", "Mon 23:59-00:00"));
  const std::vector<bool> inside = minutes_in(each);
  std::size_t turn = inside.size();  // The first minute after the one looked at that is otherwise.
  for (std::size_t i = inside.size() - 1; i-- > 0;) {
    if (inside[i + 1] != inside[i]) turn = i + 1;
    const WallTime now = at(0, std::chrono::minutes(i));
    const WallTime next = each.next_change(now);
    const auto step = std::chrono::duration_cast<std::chrono::minutes>(next - now).count();
    REQUIRE(step > 0);
    REQUIRE(step <= 7 * 24 * 60);
    REQUIRE((turn == inside.size() || i + static_cast<std::size_t>(step) <= turn));
  }
}

TEST_CASE("a moment is the next time that the wall shows it") {
  const WallTime now = at(0, 12h);
  CHECK(*parse_moment("18:00", now) == at(0, 18h));
  CHECK(*parse_moment("12:00", now) == now);
  CHECK(*parse_moment("11:59", now) == at(1, 11h + 59min));
  CHECK(*parse_moment("24:00", now) == at(1, 0h));
  CHECK(*parse_moment("2030-01-08 7:30", now) == at(1, 7h + 30min));
  CHECK(*parse_moment("2030-01-06 07:30", now) == at(-1, 7h + 30min));
  for (const char* text : {"", "18", "6pm", "2030-02-30 12:00", "2030-1-1 12:00", "18:00:00"}) {
    INFO(text);
    CHECK_FALSE(parse_moment(text, now));
  }
}

TEST_CASE("a budget is of a day and the next day begins with all of it") {
  Budget budget(30min, {});
  CHECK(budget.left(at(0, 12h)) == 30min);
  budget.spend(at(0, 12h), 10min);
  CHECK(budget.left(at(0, 13h)) == 20min);
  budget.spend(at(0, 13h), 25min);
  CHECK(budget.left(at(0, 24h) - 1s) == 0min);
  CHECK(budget.left(at(1, 0h)) == 30min);
  budget.spend(at(1, 0h), 1min);
  CHECK(budget.left(at(1, 0h)) == 29min);
}

TEST_CASE("a budget that is taken up again has spent what it had") {
  Budget first(30min, {});
  first.spend(at(0, 12h), 10min);
  CHECK(Budget(30min, first.spent()).left(at(0, 13h)) == 20min);
  CHECK(Budget(45min, first.spent()).left(at(0, 13h)) == 35min);
  CHECK(Budget(5min, first.spent()).left(at(0, 13h)) == 0min);
}

TEST_CASE("a clock that is put back fills no budget up") {
  Budget budget(30min, {});
  budget.spend(at(1, 1h), 30min);
  CHECK(budget.left(at(0, 23h)) == 0min);
  budget.spend(at(0, 23h), 5min);
  CHECK(budget.left(at(1, 2h)) == 0min);
  CHECK(budget.left(at(2, 0h)) == 30min);
}

TEST_CASE("what lies more than five seconds between two looks was slept and spends nothing") {
  Budget budget(30min, {});
  budget.spend_since_last_look(at(0, 12h), 5s);
  CHECK(budget.left(at(0, 12h)) == 30min - 5s);
  budget.spend_since_last_look(at(0, 12h), 5s + 1ms);
  budget.spend_since_last_look(at(0, 20h), 8h);
  CHECK(budget.left(at(0, 20h)) == 30min - 5s);
}

TEST_CASE("without times a rule always holds") {
  CHECK(Times().phase(at(0, 0h)) == Phase::block);
  CHECK(Times().phase(at(6, 23h)) == Phase::block);
}

TEST_CASE("a rule holds in any of its windows until it is over") {
  Times times;
  times.windows = {window("Mon 09:00-10:00"), window("Mon 09:30-11:00")};
  times.until = at(0, 10h + 30min);
  CHECK(times.phase(at(0, 8h)) == Phase::rest);
  CHECK(times.next_change(at(0, 8h)) == at(0, 9h));
  CHECK(times.phase(at(0, 9h)) == Phase::block);
  CHECK(times.phase(at(0, 10h)) == Phase::block);
  CHECK(times.next_change(at(0, 10h)) == at(0, 10h + 30min));
  CHECK(times.phase(at(0, 10h + 30min)) == Phase::over);
  // The clock was put back by an hour: it holds again, as the wall says.
  CHECK(times.phase(at(0, 9h + 30min)) == Phase::block);
}

TEST_CASE("a budget is spent within the windows alone") {
  Times times;
  times.windows = {window("Mon-Fri")};
  times.budget = Budget(30min, {});
  CHECK(times.phase(at(0, 9h)) == Phase::allow);
  times.budget->spend(at(0, 9h), 30min);
  CHECK(times.phase(at(0, 10h)) == Phase::block);
  CHECK(times.next_change(at(0, 10h)) == at(1, 0h));
  CHECK(times.phase(at(1, 0h)) == Phase::allow);
  CHECK(times.phase(at(5, 10h)) == Phase::rest);
}

TEST_CASE("a day of summer time is what the wall shows of it") {
  // Forward: 01:59:59 is followed by 03:00. What was to begin between begins then.
  const Window skipped = window("Sun 02:30-04:00");
  CHECK_FALSE(skipped.contains(at(6, 2h) - 1s));
  CHECK(skipped.contains(at(6, 3h)));
  // Back: 02:59:59 is followed by 02:00. What is within that hour holds twice.
  const Window twice = window("Sun 02:00-03:00");
  CHECK(twice.contains(at(6, 3h) - 1s));
  CHECK(twice.contains(at(6, 2h)));
}
