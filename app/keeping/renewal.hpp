// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "watchdog/keep/loop_host.hpp"

namespace watchdog::app {

/// How this watchdog becomes the program that its file is now, while what it keeps runs on. A file
/// that can't be run would leave the programs without a keeper: it is tried first.
class Renewal {
 public:
  /// Told why not; nothing: it is about to happen.
  using Told = std::function<void(const std::string& refusal)>;

  /// The new one is tried with the arguments `trial`, which have it do nothing. `world` runs that.
  /// Both must outlive this.
  Renewal(keep::LoopHost& world, const std::vector<std::string>& trial)
      : world_(world), trial_(trial) {}

  /// `told` is called once, from here or from the loop.
  void ask(const Told& told);
  /// What we are to become, once that is decided.
  const std::optional<process::Command>& command() const { return command_; }

 private:
  keep::LoopHost& world_;
  const std::vector<std::string>& trial_;
  std::optional<process::Command> command_;
};

}  // namespace watchdog::app
