// SPDX-License-Identifier: MIT
#pragma once

#include <asio/io_context.hpp>
#include <functional>
#include <unordered_set>
#include <vector>

#include "watchdog/keep/loop_host.hpp"

namespace watchdog::keep {

/// Programs that were taken over from another keeper and ended, until what they left behind has
/// been ended as well: that is in no container of ours, and comes to us neither as a child nor by
/// its group. It is known by its mark, for which all processes are looked at; so for those that die
/// together that is done once.
class AdoptedDeaths {
 public:
  using Told = std::function<void(const std::vector<Death>&)>;

  /// `told` is called from the loop, with those that died together. All must outlive this, and this
  /// the loop's last turn.
  AdoptedDeaths(asio::io_context& loop, const Containment& containment, Told told);

  /// Once for each that is adopted: whether it bears its mark, as what no keeper started does not.
  void expect(Index program, process::Pid pid);
  void add(const Death& death);

 private:
  void bury();
  void end_leftovers(const std::vector<Death>& dead);

  asio::io_context& loop_;
  const Containment& containment_;
  Told told_;
  std::unordered_set<Index> marked_;
  std::vector<Death> dead_;
};

}  // namespace watchdog::keep
