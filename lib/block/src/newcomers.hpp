// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "watchdog/base/clock.hpp"
#include "watchdog/process/identity.hpp"

namespace watchdog::block {

/// Finds out cheaply which processes are new, where the system allows.
class Newcomers {
 public:
  static Result<std::unique_ptr<Newcomers>> open();
  virtual ~Newcomers() = default;

  /// The processes not there at the last call, then those that are younger than 200 ms to us: they
  /// may have been seen between fork and exec. Nothing when that can't be told: look at all.
  virtual std::optional<std::vector<process::Pid>> find(Time now) = 0;
};

}  // namespace watchdog::block
