// SPDX-License-Identifier: MIT
#include "machine.hpp"

#include <array>

namespace watchdog::keep {
namespace {

using Row = std::array<Step, event_count>;
using Table = std::array<Row, state_count>;

constexpr Table table() {
  using S = State;
  using E = Event;
  using A = Action;
  Table steps{};
  for (unsigned state = 0; state < state_count; ++state) {
    steps[state].fill({static_cast<State>(state), A::none});
  }
  const auto on = [&](State state, Event event, State next, Action action) {
    steps[static_cast<unsigned>(state)][static_cast<unsigned>(event)] = {next, action};
  };
  for (const State state : {S::idle, S::waiting, S::resting}) {
    on(state, E::start, S::starting, A::launch);
    on(state, E::restart, S::starting, A::launch);
    on(state, E::stop, S::ended, A::finish);
  }
  on(S::idle, E::started, S::running, A::none);  // Adopted: it ran already.
  on(S::idle, E::later, S::waiting, A::schedule);
  on(S::idle, E::done, S::resting, A::rest);
  on(S::idle, E::halt, S::resting, A::rest);
  on(S::waiting, E::halt, S::resting, A::rest);
  on(S::waiting, E::due, S::starting, A::launch);

  on(S::starting, E::started, S::running, A::none);
  on(S::starting, E::failed, S::deciding, A::decide);
  on(S::deciding, E::again, S::starting, A::launch);
  on(S::deciding, E::later, S::waiting, A::schedule);
  on(S::deciding, E::done, S::resting, A::rest);

  on(S::running, E::exited, S::deciding, A::decide);
  on(S::running, E::hang, S::condemned, A::ask);
  on(S::running, E::restart, S::replacing, A::ask);
  on(S::running, E::halt, S::halting, A::ask);
  on(S::running, E::stop, S::stopping, A::ask);

  for (const State state : {S::condemned, S::replacing, S::halting, S::stopping})
    on(state, E::due, state, A::escalate);
  for (const State state : {S::condemned, S::replacing, S::halting})
    on(state, E::stop, S::stopping, A::none);
  on(S::condemned, E::exited, S::deciding, A::decide);
  on(S::condemned, E::restart, S::replacing, A::none);
  on(S::condemned, E::halt, S::halting, A::none);
  on(S::replacing, E::exited, S::starting, A::launch);
  on(S::replacing, E::halt, S::halting, A::none);
  on(S::halting, E::exited, S::resting, A::rest);
  on(S::halting, E::start, S::replacing, A::none);
  on(S::halting, E::restart, S::replacing, A::none);
  on(S::halting, E::halt, S::halting, A::force);
  on(S::stopping, E::exited, S::ended, A::finish);
  on(S::stopping, E::lost, S::ended, A::finish);
  on(S::stopping, E::stop, S::stopping, A::force);
  return steps;
}

constexpr Table steps = table();

}  // namespace

Step step(State state, Event event) noexcept {
  return steps[static_cast<unsigned>(state)][static_cast<unsigned>(event)];
}

bool lives(State state) noexcept { return state == State::running || is_ending(state); }

bool is_ending(State state) noexcept {
  return state == State::condemned || state == State::replacing || state == State::halting ||
         state == State::stopping;
}

}  // namespace watchdog::keep
