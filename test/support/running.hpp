// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/victim.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::test {

/// A victim that took its steps, said so, and idles until the end of the test.
class Running {
 public:
  explicit Running(std::vector<std::string> steps, std::vector<std::string> settings = {},
                   const std::string& name = unique_name("wdv"))
      : victim_(name) {
    steps.push_back("note=" + victim_.file("up"));
    steps.emplace_back("idle");
    process::Command command = victim_.command(std::move(steps));
    command.extra_environment = std::move(settings);
    Result<process::Child> started = process::spawn(command);
    REQUIRE(started);
    child_ = *std::move(started);
    const Result<process::Identity> found = process::identify(child_.pid());
    REQUIRE(found);
    id_ = *found;
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;
  ~Running() { end(); }

  bool is_up() const { return victim_.wait_for_lines("up", 1); }
  const Victim& victim() const { return victim_; }
  const process::Child& child() const { return child_; }
  const process::Identity& id() const { return id_; }

  void end() {
    if (std::exchange(ended_, true)) return;
    child_.force();
    (void)child_.wait(soon());
  }

 private:
  Victim victim_;
  process::Child child_;
  process::Identity id_;
  bool ended_ = false;
};

}  // namespace watchdog::test
