// SPDX-License-Identifier: MIT
#include "life.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace watchdog::keep {
namespace {

/// How a rest and the outcome that it comes from go together.
constexpr std::array rests{std::pair{Rest::Kind::halted, Outcome::Kind::halted},
                           std::pair{Rest::Kind::finished, Outcome::Kind::finished},
                           std::pair{Rest::Kind::gave_up, Outcome::Kind::gave_up}};

Standing::Kind standing_kind(State state) {
  if (state == State::running) return Standing::Kind::running;
  if (is_ending(state)) return Standing::Kind::ending;
  return state == State::waiting ? Standing::Kind::waiting : Standing::Kind::resting;
}

}  // namespace

Keeper::Life::Life(Program kept, std::uint32_t seed)
    : command(std::move(kept.command)),
      ladder(std::move(kept.ladder)),
      restarts(kept.policy, seed) {}

Standing Keeper::Life::standing() const {
  Standing standing;
  standing.kind = standing_kind(state);
  if (lives(state)) standing.id = id;
  standing.ready = ready && lives(state);
  standing.since = since;
  standing.next_start = next_start;
  standing.streak = restarts.streak();
  standing.restarts = starts > 0 ? starts - 1 : 0;
  standing.has_exited = has_exited;
  standing.last_exit = outcome.exit;
  standing.last_exit_at = exited_at;
  return standing;
}

std::optional<Rest> Keeper::Life::rest() const {
  if (state == State::waiting)
    return Rest{Rest::Kind::waiting, outcome.exit, exited_at, next_start};
  if (state != State::resting) return std::nullopt;
  for (const auto& [rest, kind] : rests) {
    if (kind == outcome.kind) return Rest{rest, outcome.exit, exited_at, next_start};
  }
  return std::nullopt;
}

void Keeper::resume(Index program, const LastExit& last) {
  Life& life = programs_[program];
  life.has_exited = true;
  life.exited_at = last.at;
  life.outcome.exit = last.exit;
}

void Keeper::Life::take_over(const Rest& left, Time now) {
  ran = true;
  ++starts;
  has_exited = true;
  exited_at = left.exited_at;
  outcome.exit = left.exit;
  for (const auto& [rest, kind] : rests) {
    if (rest == left.kind) outcome.kind = kind;
  }
  decision.attempt = restarts.streak();
  decision.delay =
      std::max(std::chrono::ceil<milliseconds>(left.next_start - now), milliseconds(0));
}

}  // namespace watchdog::keep
