// SPDX-License-Identifier: MIT
#include "watchdog/keep/keeper.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "machine.hpp"

namespace watchdog::keep {
namespace {

/// A program that was forced and still lives is forced again after this long; a process in an
/// uninterruptible call can't die sooner.
constexpr milliseconds force_again{1'000};
/// So often before it counts as lost.
constexpr unsigned force_tries = 10;

/// Whether a start that failed so would fail again: the program is not there or is none.
bool hopeless(const Error& error) {
  constexpr std::array causes{std::errc::no_such_file_or_directory,
                              std::errc::permission_denied,
                              std::errc::is_a_directory,
                              std::errc::not_a_directory,
                              std::errc::executable_format_error,
                              std::errc::filename_too_long,
                              std::errc::too_many_symbolic_link_levels};
  return std::any_of(causes.begin(), causes.end(),
                     [&](std::errc cause) { return error.code == cause; });
}

Outcome::Kind outcome_kind(Decision::Action action) {
  return action == Decision::Action::give_up ? Outcome::Kind::gave_up : Outcome::Kind::finished;
}

Outcome::Kind outcome_kind(Rest::Kind kind) {
  if (kind == Rest::Kind::waiting) return Outcome::Kind::pending;
  if (kind == Rest::Kind::halted) return Outcome::Kind::halted;
  return kind == Rest::Kind::gave_up ? Outcome::Kind::gave_up : Outcome::Kind::finished;
}

std::optional<Rest::Kind> rest_kind(State state, Outcome::Kind outcome) {
  if (state == State::waiting) return Rest::Kind::waiting;
  if (state != State::resting) return std::nullopt;
  if (outcome == Outcome::Kind::halted) return Rest::Kind::halted;
  if (outcome == Outcome::Kind::gave_up) return Rest::Kind::gave_up;
  if (outcome == Outcome::Kind::finished) return Rest::Kind::finished;
  return std::nullopt;
}

Standing::Kind standing_kind(State state) {
  if (state == State::running) return Standing::Kind::running;
  if (is_ending(state)) return Standing::Kind::ending;
  return state == State::waiting ? Standing::Kind::waiting : Standing::Kind::resting;
}

}  // namespace

/// One program and where it stands.
struct Keeper::Life {
  Life(Program kept, std::uint32_t seed)
      : command(std::move(kept.command)),
        ladder(std::move(kept.ladder)),
        restarts(kept.policy, seed) {}

  process::Command command;
  Ladder ladder;
  Restarts restarts;
  State state = State::idle;
  process::Identity id;
  bool alive = true;     ///< Counted in alive_.
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

Keeper::Keeper(Host& host, Listener& listener, std::uint32_t seed)
    : host_(host), listener_(listener), seed_(seed) {}

Keeper::~Keeper() = default;

Index Keeper::add(Program program) {
  const auto seed = seed_ + static_cast<std::uint32_t>(programs_.size());
  programs_.emplace_back(std::move(program), seed);
  ++alive_;
  return programs_.size() - 1;
}

std::size_t Keeper::size() const noexcept { return programs_.size(); }

const Outcome& Keeper::outcome(Index program) const { return programs_[program].outcome; }

Standing Keeper::standing(Index program) const {
  const Life& life = programs_[program];
  Standing standing;
  standing.kind = standing_kind(life.state);
  if (lives(life.state)) standing.id = life.id;
  standing.ready = life.ready && lives(life.state);
  standing.since = life.since;
  standing.next_start = life.next_start;
  standing.streak = life.restarts.streak();
  standing.restarts = life.starts > 0 ? life.starts - 1 : 0;
  standing.has_exited = life.has_exited;
  standing.last_exit = life.outcome.exit;
  standing.last_exit_at = life.exited_at;
  return standing;
}

void Keeper::start(Index program) { command(program, Event::start); }

Result<void> Keeper::adopt(Index program, const process::Identity& id) {
  Life& life = programs_[program];
  if (Result<void> adopted = host_.adopt(program, id); !adopted) return adopted;
  life.id = id;
  life.ran = true;
  life.since = host_.now();
  ++life.starts;
  tell(happening(Happening::Kind::adopted, program));
  feed(program, Event::started);
  flush();
  return {};
}

void Keeper::resume(Index program, unsigned streak, unsigned long restarts) {
  programs_[program].restarts.resume(streak);
  programs_[program].starts = restarts;
}

void Keeper::rest(Index program, const Rest& left) {
  Life& life = programs_[program];
  life.ran = true;
  ++life.starts;
  life.outcome = {outcome_kind(left.kind), left.exit, std::nullopt};
  life.has_exited = true;
  life.exited_at = left.exited_at;
  life.decision.attempt = life.restarts.streak();
  life.decision.delay =
      std::max(std::chrono::ceil<milliseconds>(left.next_start - host_.now()), milliseconds(0));
  feed(program, left.kind == Rest::Kind::waiting ? Event::later : Event::done);
  flush();
}

std::optional<Rest> Keeper::rest(Index program) const {
  const Life& life = programs_[program];
  const auto kind = rest_kind(life.state, life.outcome.kind);
  if (!kind) return std::nullopt;
  return Rest{*kind, life.outcome.exit, life.exited_at, life.next_start};
}

void Keeper::restart(Index program, std::string reason) {
  Life& life = programs_[program];
  if (life.state == State::running) {
    life.reason = std::move(reason);
    tell(happening(Happening::Kind::replacing, program));
  }
  command(program, Event::restart);
}

/// A hand's wish for a start: it counts only if it changes anything.
void Keeper::command(Index program, Event event) {
  Life& life = programs_[program];
  life.by_hand = life.by_hand || step(life.state, event).next != life.state;
  feed(program, event);
  flush();
}

void Keeper::halt(Index program) {
  Life& life = programs_[program];
  if (life.outcome.kind == Outcome::Kind::pending && !stopping_)
    life.outcome.kind = Outcome::Kind::halted;
  feed(program, Event::halt);
  flush();
}

void Keeper::hang(Index program, std::string reason) {
  Life& life = programs_[program];
  if (life.state != State::running) return;
  life.hung = true;
  life.reason = std::move(reason);
  tell(happening(Happening::Kind::hung, program));
  feed(program, Event::hang);
  flush();
}

void Keeper::ready(Index program) {
  Life& life = programs_[program];
  if (life.state != State::running || life.ready) return;
  life.ready = true;
  tell(happening(Happening::Kind::ready, program));
  flush();
}

void Keeper::on_exit(Index program, const process::Exit& exit) {
  Life& life = programs_[program];
  if (life.untold) flush();
  life.outcome.exit = exit;
  life.exited_at = host_.now();
  life.has_exited = true;
  feed(program, Event::exited);
  if (life.state != State::running) return flush();
  life.untold = true;
  host_.tell_soon();
}

void Keeper::on_due(Index program) {
  feed(program, Event::due);
  flush();
}

void Keeper::on_tell() { flush(); }

void Keeper::stop() {
  stopping_ = true;
  for (Index program = 0; program < programs_.size(); ++program) feed(program, Event::stop);
  flush();
}

bool Keeper::ending() const {
  return std::any_of(programs_.begin(), programs_.end(),
                     [](const Life& life) { return is_ending(life.state); });
}

void Keeper::feed(Index program, Event event) {
  std::optional<Event> next = event;
  while (next) {
    Life& life = programs_[program];
    const Step taken = step(life.state, *next);
    // Otherwise it is told with what the policy makes of it.
    if (*next == Event::exited && taken.action != Action::none && taken.action != Action::decide)
      tell(happening(Happening::Kind::exited, program));
    life.state = taken.next;
    next = act(program, taken.action);
  }
}

std::optional<Event> Keeper::act(Index program, Action action) {
  switch (action) {
    case Action::launch:
      return launch(program);
    case Action::decide:
      return decide(program);
    case Action::schedule: {
      Life& life = programs_[program];
      life.next_start = host_.now() + life.decision.delay;
      host_.wake_at(program, life.next_start);
      break;
    }
    case Action::ask:
      programs_[program].rung = 0;
      programs_[program].forced = 0;
      tell(happening(Happening::Kind::stopping, program));
      return take_rung(program);
    case Action::escalate:
      return escalate(program);
    case Action::force:
      return force(program);
    case Action::rest:
    case Action::finish:
      settle(program, action);
      break;
    case Action::none:
      break;
  }
  return std::nullopt;
}

std::optional<Event> Keeper::launch(Index program) {
  Life& life = programs_[program];
  const Result<process::Identity> started = host_.start(program, life.command);
  const bool by_hand = std::exchange(life.by_hand, false);
  life.since = host_.now();
  life.ready = false;
  life.hung = false;
  life.reason.clear();
  if (!life.alive) {
    life.alive = true;
    ++alive_;
  }
  life.outcome.kind = Outcome::Kind::pending;
  if (!started) {
    life.id = {};
    life.outcome.error = started.error();
    return Event::failed;
  }
  life.id = *started;
  life.ran = true;
  ++life.starts;
  life.outcome.error.reset();
  Happening told = happening(Happening::Kind::started, program);
  told.attempt = by_hand ? 0 : life.decision.attempt;
  tell(std::move(told));
  return Event::started;
}

Event Keeper::decide(Index program) {
  Life& life = programs_[program];
  const Time now = host_.now();
  const bool start_failed = life.outcome.error.has_value();
  const process::Exit exit = start_failed ? process::Exit{} : life.outcome.exit;
  const auto ran = std::chrono::duration_cast<milliseconds>(now - life.since);
  Happening told =
      happening(start_failed ? Happening::Kind::start_failed : Happening::Kind::exited, program);
  told.error = life.outcome.error;

  if (start_failed && !life.ran && hopeless(*life.outcome.error)) {
    life.outcome.kind = Outcome::Kind::never_started;
    tell(std::move(told));
    return Event::done;
  }
  life.decision = life.hung
                      ? life.restarts.on_hang(ran, now)
                      : life.restarts.on_exit(exit, start_failed ? milliseconds(0) : ran, now);
  told.next = life.decision;
  tell(std::move(told));
  if (life.decision.action != Decision::Action::restart) {
    life.outcome.kind = outcome_kind(life.decision.action);
    return Event::done;
  }
  return life.decision.delay.count() == 0 ? Event::again : Event::later;
}

/// Takes the ladder's present rung, or the next one that can be taken.
std::optional<Event> Keeper::take_rung(Index program) {
  Life& life = programs_[program];
  for (; life.rung < life.ladder.size(); ++life.rung) {
    const Rung& rung = life.ladder[life.rung];
    if (!host_.ask(program, rung.signal)) continue;
    host_.wake_at(program, host_.now() + rung.wait);
    return std::nullopt;
  }
  return force(program);
}

std::optional<Event> Keeper::escalate(Index program) {
  ++programs_[program].rung;
  return take_rung(program);
}

std::optional<Event> Keeper::force(Index program) {
  Life& life = programs_[program];
  life.rung = life.ladder.size();
  if (life.forced == 0) tell(happening(Happening::Kind::forced, program));
  if (life.forced == force_tries) tell(happening(Happening::Kind::unkillable, program));
  ++life.forced;
  host_.force(program);
  host_.wake_at(program, host_.now() + force_again);
  if (life.forced <= force_tries) return std::nullopt;
  return Event::lost;
}

/// Nothing happens to it any more: by itself, or at all.
void Keeper::settle(Index program, Action action) {
  Life& life = programs_[program];
  if (!std::exchange(life.alive, false)) return;
  --alive_;
  const bool lost = life.forced > force_tries && action == Action::finish;
  using Kind = Outcome::Kind;
  Kind& kind = life.outcome.kind;
  if (kind == Kind::pending || action == Action::finish)
    kind = lost ? Kind::unkillable : Kind::stopped;
  tell(happening(Happening::Kind::ended, program));
}

Happening Keeper::happening(Happening::Kind kind, Index program) const {
  const Life& life = programs_[program];
  Happening told{};
  told.kind = kind;
  told.program = program;
  told.at = host_.now();
  told.id = life.id;
  told.exit = life.outcome.exit;
  told.ran = std::chrono::duration_cast<milliseconds>(told.at - life.since);
  told.reason = life.reason;
  return told;
}

void Keeper::tell(Happening happening) { untold_.push_back(std::move(happening)); }

void Keeper::flush() {
  for (const Happening& happening : std::exchange(untold_, {})) {
    programs_[happening.program].untold = false;
    listener_.happened(happening);
  }
}

}  // namespace watchdog::keep
