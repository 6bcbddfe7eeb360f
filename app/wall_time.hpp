// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <ctime>

namespace watchdog::app {

/// What a tm shows, as a moment of no particular place.
inline std::chrono::local_seconds shown_as(const std::tm& shown) {
  using namespace std::chrono;
  const year_month_day date{year(shown.tm_year + 1900),
                            month(static_cast<unsigned>(shown.tm_mon + 1)),
                            day(static_cast<unsigned>(shown.tm_mday))};
  return local_days(date) + hours(shown.tm_hour) + minutes(shown.tm_min) + seconds(shown.tm_sec);
}

}  // namespace watchdog::app
