// SPDX-License-Identifier: MIT
#include "machine.hpp"

#include <vector>

#include "support/catch.hpp"

using namespace watchdog::keep;

namespace {

std::vector<State> all_states() {
  std::vector<State> states;
  for (unsigned n = 0; n < state_count; ++n) states.push_back(static_cast<State>(n));
  return states;
}

std::vector<Event> all_events() {
  std::vector<Event> events;
  for (unsigned n = 0; n < event_count; ++n) events.push_back(static_cast<Event>(n));
  return events;
}

/// In these no other event can come in between.
bool lasts(State state) { return state != State::starting && state != State::deciding; }

}  // namespace

TEST_CASE("what has ended stays ended") {
  for (const Event event : all_events()) {
    CHECK(step(State::ended, event).next == State::ended);
    CHECK(step(State::ended, event).action == Action::none);
  }
}

TEST_CASE("after a stop nothing is launched any more") {
  for (const Event event : all_events()) {
    const Step taken = step(State::stopping, event);
    CHECK(taken.action != Action::launch);
    CHECK((taken.next == State::stopping || taken.next == State::ended));
  }
}

TEST_CASE("a stop leads on from every state that lasts") {
  for (const State state : all_states()) {
    if (!lasts(state) || state == State::ended) continue;
    const State next = step(state, Event::stop).next;
    CHECK((next == State::stopping || next == State::ended));
  }
}

TEST_CASE("an end is entered with finish and a rest with rest and only so") {
  for (const State state : all_states()) {
    for (const Event event : all_events()) {
      const Step taken = step(state, event);
      const bool enters = taken.next != state;
      CHECK((enters && taken.next == State::ended) == (taken.action == Action::finish));
      CHECK((enters && taken.next == State::resting) == (taken.action == Action::rest));
    }
  }
}

TEST_CASE("a death is answered wherever a process lives and nowhere else") {
  for (const State state : all_states()) {
    CHECK((step(state, Event::exited).action != Action::none) == lives(state));
  }
}

TEST_CASE("a program is started only where none of its processes lives") {
  for (const State state : all_states()) {
    for (const Event event : all_events()) {
      if (step(state, event).action != Action::launch) continue;
      CHECK((!lives(state) || event == Event::exited));
    }
  }
}

TEST_CASE("a ladder is begun once and taken on wherever a process is being ended") {
  for (const State state : all_states()) {
    for (const Event event : all_events()) {
      const Step taken = step(state, event);
      const bool begins = is_ending(taken.next) && !is_ending(state);
      CHECK(begins == (taken.action == Action::ask));
    }
    CHECK(is_ending(state) == (step(state, Event::due).action == Action::escalate));
  }
}

TEST_CASE("a hand can stop what lasts and start what rests or is stopped by hand") {
  for (const State state : {State::idle, State::waiting}) {
    CHECK(step(state, Event::halt).next == State::resting);
    CHECK(step(state, Event::start).next == State::starting);
  }
  for (const State state : {State::running, State::condemned, State::replacing})
    CHECK(step(state, Event::halt).next == State::halting);
  CHECK(step(State::resting, Event::start).next == State::starting);
  CHECK(step(State::halting, Event::start).next == State::replacing);
}

TEST_CASE("what was left at rest or waiting is so from the beginning") {
  CHECK(step(State::idle, Event::later).next == State::waiting);
  CHECK(step(State::idle, Event::later).action == Action::schedule);
  CHECK(step(State::idle, Event::done).next == State::resting);
}
