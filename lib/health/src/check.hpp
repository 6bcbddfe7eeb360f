// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

namespace watchdog::health {

/// One probe, made anew for each.
class Check {
 public:
  /// Why the program is not well; empty: it is.
  using Done = std::function<void(std::string reason)>;

  Check() = default;
  Check(const Check&) = delete;
  Check& operator=(const Check&) = delete;
  virtual ~Check() = default;

  /// Begins it. `done` is called once, on the loop and not before begin() has returned, when
  /// nothing of it is left.
  virtual void begin(Done done) = 0;
  /// Makes an end of it, which is told by `done` with no meaning.
  virtual void cancel() = 0;
};

}  // namespace watchdog::health
