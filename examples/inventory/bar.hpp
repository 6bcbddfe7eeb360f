// SPDX-License-Identifier: MIT
#pragma once

#include "progress.hpp"
#include "watchdog/base/clock.hpp"

namespace inventory {

/// Shows on stderr how far it is: a bar that is redrawn a few times a second on a terminal, a line
/// for each tenth of the way elsewhere.
class Bar {
 public:
  explicit Bar(const Progress& start);
  ~Bar();  ///< Ends the line of the bar.
  Bar(const Bar&) = delete;
  Bar& operator=(const Bar&) = delete;

  void show(const Progress& progress);

 private:
  void draw(const Progress& progress);
  void tell(const Progress& progress);

  bool terminal_;
  bool drawn_ = false;
  watchdog::Time begun_ = watchdog::Clock::now();
  watchdog::Time next_ = begun_;
  std::uint64_t bytes_before_;
  std::uint64_t tenth_;
};

/// Bytes for people: 999 B, 1.2 kB, 34.5 MB.
std::string bytes_text(std::uint64_t bytes);

}  // namespace inventory
