// SPDX-License-Identifier: MIT
#include "bar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

#include "system.hpp"
#include "watchdog/base/text.hpp"

namespace inventory {
namespace {

constexpr std::uint64_t width = 30;
constexpr watchdog::milliseconds between_drawings{100};

std::uint64_t share(const Progress& progress, std::uint64_t of) {
  return progress.total == 0 ? of : std::min(of, progress.done * of / progress.total);
}

/// The end of a path, which says more than its beginning, in at most `room` bytes.
std::string tail(const std::string& path, std::size_t room) {
  const std::string text = watchdog::printable(path);
  return text.size() <= room ? text
                             : "..." + watchdog::printable(text.substr(text.size() - room + 3));
}

}  // namespace

std::string bytes_text(std::uint64_t bytes) {
  static constexpr std::array units{"kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  double value = static_cast<double>(bytes) / 1000;
  std::size_t unit = 0;
  for (; value >= 999.95 && unit + 1 < units.size(); ++unit) value /= 1000;
  return fmt::format("{:.1f} {}", value, units[unit]);
}

Bar::Bar(const Progress& start)
    : terminal_(is_terminal()), bytes_before_(start.bytes), tenth_(share(start, 10)) {}

Bar::~Bar() {
  if (drawn_) std::fputs("\n", stderr);
}

void Bar::show(const Progress& progress) {
  if (terminal_)
    draw(progress);
  else
    tell(progress);
}

void Bar::draw(const Progress& progress) {
  const watchdog::Time now = watchdog::Clock::now();
  if (now < next_ && progress.done < progress.total) return;
  next_ = now + between_drawings;
  const double seconds = std::chrono::duration<double>(now - begun_).count();
  const double rate =
      static_cast<double>(progress.bytes - bytes_before_) / std::max(seconds, 0.001);
  const std::uint64_t filled = share(progress, width);
  const std::string line =
      fmt::format("\r[{:#<{}}{:.<{}}] {:3} %  {} of {}  {}/s  {:<24}", "", filled, "",
                  width - filled, share(progress, 100), progress.done, progress.total,
                  bytes_text(static_cast<std::uint64_t>(rate)), tail(progress.last, 24));
  std::fputs(line.c_str(), stderr);
  drawn_ = true;
}

void Bar::tell(const Progress& progress) {
  const std::uint64_t tenth = share(progress, 10);
  if (tenth <= tenth_) return;
  tenth_ = tenth;
  fmt::print(stderr, "inventory: {} % ({} of {} files, {})\n", tenth * 10, progress.done,
             progress.total, bytes_text(progress.bytes));
}

}  // namespace inventory
