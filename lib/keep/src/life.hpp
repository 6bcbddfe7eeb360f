// SPDX-License-Identifier: MIT
#pragma once

#include "machine.hpp"
#include "watchdog/keep/keeper.hpp"

namespace watchdog::keep {

/// One program and where it stands. Knows no clock and does nothing: the keeper acts.
struct Keeper::Life {
  Life(Program kept, std::uint32_t seed);

  /// As those who ask are told.
  Standing standing() const;
  /// As the keeper that goes on with it is told; nothing where it runs, or is to be started anew.
  std::optional<Rest> rest() const;
  /// It is where that keeper's predecessor left it; the state that goes with it comes after.
  void take_over(const Rest& left, Time now);

  process::Command command;
  Ladder ladder;
  Restarts restarts;
  State state = State::idle;
  process::Identity id;
  bool alive = true;     ///< Counted in the keeper's alive_.
  bool ran = false;      ///< It was started or adopted at least once.
  bool ready = false;    ///< The present run.
  bool by_hand = false;  ///< The start that comes next is not the policy's.
  bool hung = false;     ///< It is being ended for that.
  bool untold = false;   ///< The listener has yet to hear of the present run.
  Time since;            ///< Of the present run.
  Time next_start;       ///< While it waits.
  Time exited_at;
  bool has_exited = false;
  std::size_t rung = 0;  ///< Of the ladder, while it is being ended.
  unsigned forced = 0;   ///< How often, while it is being ended.
  std::string reason;    ///< Why it is being ended: it hung, or is replaced.
  unsigned long starts = 0;
  Decision decision;  ///< The last one.
  Outcome outcome;
};

}  // namespace watchdog::keep
