// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace watchdog::keep {

// clang-format off
/// The life of one kept program, as a table of what each event leads to in each state.
///
/// What the system and the policy say:
///
///           | started | failed   | exited    | again    | later   | done    | due        | lost
/// ----------+---------+----------+-----------+----------+---------+---------+------------+------
/// idle      | running | .        | .         | .        | waiting | resting | .          | .
/// starting  | running | deciding | .         | .        | .       | .       | .          | .
/// running   | .       | .        | deciding  | .        | .       | .       | .          | .
/// deciding  | .       | .        | .         | starting | waiting | resting | .          | .
/// waiting   | .       | .        | .         | .        | .       | .       | starting   | .
/// condemned | .       | .        | deciding  | .        | .       | .       | next rung  | .
/// replacing | .       | .        | starting  | .        | .       | .       | next rung  | .
/// halting   | .       | .        | resting   | .        | .       | .       | next rung  | .
/// stopping  | .       | .        | ended     | .        | .       | .       | next rung  | ended
/// resting   | .       | .        | .         | .        | .       | .       | .          | .
/// ended     | .       | .        | .         | .        | .       | .       | .          | .
///
/// What somebody wants:
///
///           | start     | restart   | halt      | hang      | stop
/// ----------+-----------+-----------+-----------+-----------+-----------
/// idle      | starting  | starting  | resting   | .         | ended
/// starting  | .         | .         | .         | .         | .
/// running   | .         | replacing | halting   | condemned | stopping
/// deciding  | .         | .         | .         | .         | .
/// waiting   | starting  | starting  | resting   | .         | ended
/// condemned | .         | replacing | halting   | .         | stopping
/// replacing | .         | .         | halting   | .         | stopping
/// halting   | replacing | replacing | last rung | .         | stopping
/// stopping  | .         | .         | .         | .         | last rung
/// resting   | starting  | starting  | .         | .         | ended
/// ended     | .         | .         | .         | .         | .
///
/// A dot changes nothing: an event that comes late (a timer after its reason went away) is no
/// fault. `starting` and `deciding` last no longer than a call: no other event can come in between.
/// The four states in which a process is being ended differ only in what its death leads to; the
/// first of them to be entered begins the ladder, the others go on with it.
// clang-format on
enum class State : std::uint8_t {
  idle,
  starting,
  running,
  deciding,
  waiting,    ///< For its next start.
  condemned,  ///< It hung and is being ended; the policy decides what then.
  replacing,  ///< It is being ended to be started again.
  halting,    ///< It is being ended by hand.
  stopping,   ///< It is being ended for good, with the keeper.
  resting,    ///< Nothing runs, and nothing starts it but a hand.
  ended
};

enum class Event : std::uint8_t {
  started,  ///< The program runs (or was adopted).
  failed,   ///< It could not be started.
  exited,   ///< It ended.
  again,    ///< The policy: restart at once.
  later,    ///< The policy: restart after a delay. In idle: so it was left.
  done,     ///< The policy: no restart. In idle: so it was left.
  due,      ///< The time that was asked for has come: the delay or the rung is over.
  lost,     ///< Nothing ends it, not even force.
  start,    ///< The keeper begins, or a hand starts it.
  restart,  ///< A new life is wanted: by hand, or since it grew too old or too large.
  halt,     ///< It is to be stopped, and the others kept; once more is more urgent.
  hang,     ///< It does not do its work any more.
  stop      ///< Everything is to be stopped; each further one is more urgent.
};

/// The deed that goes with a step.
enum class Action : std::uint8_t {
  none,
  launch,    ///< Start the program: `started` or `failed` follows.
  decide,    ///< Ask the policy: `again`, `later` or `done` follows.
  schedule,  ///< Be told when the delay is over.
  ask,       ///< Begin the ladder: ask the program to end.
  escalate,  ///< Take the ladder's next rung; `lost` follows when force failed for long.
  force,     ///< Take its last rung: end it by force.
  rest,      ///< Nothing more happens to it by itself.
  finish     ///< Nothing more happens to it.
};

struct Step {
  State next;
  Action action;
};

inline constexpr unsigned state_count = 11;
inline constexpr unsigned event_count = 13;

/// The table above. Pure.
Step step(State state, Event event) noexcept;

/// A process is the program in this state.
bool lives(State state) noexcept;
/// Its process is being ended.
bool is_ending(State state) noexcept;

}  // namespace watchdog::keep
