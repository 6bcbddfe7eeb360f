// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "stage.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::bench {

/// One way to block a program.
struct Blocker {
  std::string name;
  std::string note;          ///< How it was set up.
  process::Command command;  ///< Starts it.
  Life::End way = Life::End::killed;
};

/// This project with each of its sources that may be had here, then what people use instead, where
/// it is installed. What is missing is named in `missing`.
std::vector<Blocker> blockers(const Stage& stage, std::vector<std::string>& missing);

/// One of them at work, until this is gone.
class Running {
 public:
  /// Returns when a first victim has been blocked; nothing when none was.
  static std::optional<Running> start(const Blocker& blocker, const Stage& stage);
  Running(Running&& other) noexcept : child_(std::exchange(other.child_, {})) {}
  Running& operator=(Running&&) = delete;
  ~Running();

  /// Processor time of it and of its children that have ended.
  double cpu_seconds() const;

 private:
  explicit Running(process::Child child) : child_(std::move(child)) {}
  process::Child child_;
};

}  // namespace watchdog::bench
