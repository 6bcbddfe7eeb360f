// SPDX-License-Identifier: MIT
#include "watchdog/block/schedule.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "watchdog/base/text.hpp"

namespace watchdog::block {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::local_days;
using std::chrono::minutes;

constexpr minutes whole_day = days(1);

Error none(std::string_view text, std::string advice) {
  return {{}, "take as a time", std::string(text), std::move(advice)};
}

/// All of it, in digits alone.
std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool digits = text.find_first_not_of("0123456789") == text.npos;
  if (!digits || parsed.ec != std::errc() || parsed.ptr != text.data() + text.size())
    return std::nullopt;
  return value;
}

/// "9:30", "24:00"; since midnight.
std::optional<minutes> clock_time(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == text.npos || colon == 0 || colon > 2 || text.size() != colon + 3)
    return std::nullopt;
  const auto hour = number(text.substr(0, colon));
  const auto minute = number(text.substr(colon + 1));
  if (!hour || !minute || *minute > 59) return std::nullopt;
  const minutes time = std::chrono::hours(*hour) + minutes(*minute);
  return time <= whole_day ? std::optional(time) : std::nullopt;
}

/// From Monday on, by three letters or in full.
std::optional<int> day_of_week(std::string_view text) {
  static constexpr std::array<std::string_view, 7> names{
      "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};
  const std::string word = lower_ascii(text);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (word == names[i] || word == names[i].substr(0, 3)) return static_cast<int>(i);
  }
  return std::nullopt;
}

/// "Fri-Mon" is four days.
bool take_days(std::string_view text, bool (&taken)[7]) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    const std::size_t dash = part.find('-');
    const auto first = day_of_week(part.substr(0, dash));
    const auto last = dash == part.npos ? first : day_of_week(part.substr(dash + 1));
    if (!first || !last) return false;
    for (int day = *first;; day = (day + 1) % 7) {
      taken[day] = true;
      if (day == *last) break;
    }
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
  return false;
}

unsigned monday_first(local_days day) { return std::chrono::weekday(day).iso_encoding() - 1; }

/// "2030-01-31"
std::optional<local_days> date(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number(text.substr(0, 4));
  const auto month = number(text.substr(5, 2));
  const auto day = number(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day named{std::chrono::year(*year),
                                          std::chrono::month(static_cast<unsigned>(*month)),
                                          std::chrono::day(static_cast<unsigned>(*day))};
  return named.ok() ? std::optional(local_days(named)) : std::nullopt;
}

WallTime next_midnight(WallTime now) { return floor<days>(now) + days(1); }

}  // namespace

Result<Window> Window::parse(std::string_view text) {
  constexpr const char* advice = "write it like 'Mon-Fri 09:00-17:00', 'Sat,Sun' or '22:00-06:00'";
  Window window;
  const std::size_t blank = text.find(' ');
  std::string_view first = text.substr(0, blank);
  std::string_view times = blank == text.npos ? "" : text.substr(blank + 1);
  if (blank == text.npos && first.find(':') != first.npos) {
    times = first;
    first = "Mon-Sun";
  }
  if (!take_days(first, window.days_)) return none(text, advice);
  if (times.empty()) return blank == text.npos ? Result<Window>(window) : none(text, advice);
  const std::size_t dash = times.find('-');
  const auto begin = clock_time(times.substr(0, dash));
  const auto end = dash == times.npos ? std::nullopt : clock_time(times.substr(dash + 1));
  if (!begin || !end || *begin == whole_day) return none(text, advice);
  window.begin_ = *begin;
  window.end_ = *end > *begin ? *end : *end + whole_day;
  return window;
}

bool Window::contains(WallTime now) const {
  const local_days today = floor<days>(now);
  const auto holds = [&](local_days day) {
    return days_[monday_first(day)] && now >= day + begin_ && now < day + end_;
  };
  return holds(today) || holds(today - days(1));
}

WallTime Window::next_change(WallTime now) const {
  const local_days today = floor<days>(now);
  WallTime next = today + days(9);
  for (local_days day = today - days(1); day <= today + days(8); day += days(1)) {
    if (!days_[monday_first(day)]) continue;
    for (const WallTime edge : {WallTime(day + begin_), WallTime(day + end_)}) {
      if (edge > now) next = std::min(next, edge);
    }
  }
  return next;
}

Result<WallTime> parse_moment(std::string_view text, WallTime now) {
  constexpr const char* advice = "write it like '18:00' or '2030-01-31 18:00'";
  const std::size_t blank = text.find(' ');
  const auto time = clock_time(blank == text.npos ? text : text.substr(blank + 1));
  if (!time) return none(text, advice);
  if (blank == text.npos) {
    const WallTime today = floor<days>(now) + *time;
    return today >= now ? today : today + days(1);
  }
  const auto day = date(text.substr(0, blank));
  if (!day) return none(text, advice);
  return WallTime(*day + *time);
}

std::int64_t Budget::day_of(WallTime now) const {
  return std::max<std::int64_t>(floor<days>(now).time_since_epoch().count(), spent_.day);
}

void Budget::spend(WallTime now, milliseconds time) {
  const std::int64_t day = day_of(now);
  if (day != spent_.day) spent_ = {day, milliseconds(0)};
  spent_.time += time;
}

void Budget::spend_since_last_look(WallTime now, milliseconds passed) {
  constexpr std::chrono::seconds longest(5);
  if (passed <= longest) spend(now, passed);
}

milliseconds Budget::left(WallTime now) const {
  if (day_of(now) != spent_.day) return allowance_;
  return std::max(allowance_ - spent_.time, milliseconds(0));
}

Times::Phase Times::phase(WallTime now) const {
  if (until && now >= *until) return Phase::over;
  const bool holds =
      windows.empty() || std::any_of(windows.begin(), windows.end(),
                                     [&](const Window& window) { return window.contains(now); });
  if (!holds) return Phase::rest;
  return budget && budget->left(now).count() > 0 ? Phase::allow : Phase::block;
}

WallTime Times::next_change(WallTime now) const {
  WallTime next = next_midnight(now);
  if (!budget) next += days(8);
  for (const Window& window : windows) next = std::min(next, window.next_change(now));
  return until && *until > now ? std::min(next, *until) : next;
}

}  // namespace watchdog::block
