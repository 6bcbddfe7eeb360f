// SPDX-License-Identifier: MIT
#include "watchdog/keep/keeper.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "life.hpp"

namespace watchdog::keep {
namespace {

/// A program that was forced and still lives is forced again after this long; a process in an
/// uninterruptible call can't die sooner.
constexpr milliseconds force_again{1'000};
/// So often before it counts as lost.
constexpr unsigned force_tries = 10;
/// So many are started at one time: what a start needs for itself is needed for them alone.
constexpr std::size_t most_together = 128;

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

}  // namespace

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

Standing Keeper::standing(Index program) const { return programs_[program].standing(); }

void Keeper::start(Index program) { start(std::vector{program}); }

void Keeper::start(const std::vector<Index>& programs) {
  for (const Index program : programs) command(program, Event::start);
  finish_turn();
}

Result<void> Keeper::adopt(Index program, const process::Identity& id, milliseconds age) {
  Life& life = programs_[program];
  if (Result<void> adopted = host_.adopt(program, id); !adopted) return adopted;
  life.id = id;
  life.ran = true;
  life.since = host_.now() - age;
  ++life.starts;
  tell(happening(Happening::Kind::adopted, program));
  feed(program, Event::started);
  finish_turn();
  return {};
}

void Keeper::resume(Index program, unsigned streak, unsigned long restarts) {
  programs_[program].restarts.resume(streak);
  programs_[program].starts = restarts;
}

void Keeper::rest(Index program, const Rest& left) {
  programs_[program].take_over(left, host_.now());
  feed(program, left.kind == Rest::Kind::waiting ? Event::later : Event::done);
  finish_turn();
}

std::optional<Rest> Keeper::rest(Index program) const { return programs_[program].rest(); }

void Keeper::restart(Index program, std::string reason) {
  Life& life = programs_[program];
  if (life.state == State::running) {
    life.reason = std::move(reason);
    tell(happening(Happening::Kind::replacing, program));
  }
  command(program, Event::restart);
  finish_turn();
}

/// A hand's wish for a start: it counts only if it changes anything.
void Keeper::command(Index program, Event event) {
  Life& life = programs_[program];
  life.by_hand = life.by_hand || step(life.state, event).next != life.state;
  feed(program, event);
}

void Keeper::halt(Index program) {
  Life& life = programs_[program];
  if (life.outcome.kind == Outcome::Kind::pending && !stopping_)
    life.outcome.kind = Outcome::Kind::halted;
  feed(program, Event::halt);
  finish_turn();
}

void Keeper::hang(Index program, std::string reason) {
  Life& life = programs_[program];
  if (life.state != State::running) return;
  life.hung = true;
  life.reason = std::move(reason);
  tell(happening(Happening::Kind::hung, program));
  feed(program, Event::hang);
  finish_turn();
}

void Keeper::ready(Index program) {
  Life& life = programs_[program];
  if (life.state != State::running || life.ready) return;
  life.ready = true;
  tell(happening(Happening::Kind::ready, program));
  flush();
}

void Keeper::on_exit(const std::vector<Death>& deaths) {
  const auto life = [this](const Death& death) -> Life& { return programs_[death.program]; };
  if (std::any_of(deaths.begin(), deaths.end(),
                  [&](const Death& death) { return life(death).untold; }))
    flush();
  for (const Death& death : deaths) {
    Life& one = life(death);
    one.outcome.exit = death.exit;
    one.exited_at = host_.now();
    one.has_exited = true;
    feed(death.program, Event::exited);
  }
  launch();
  const auto runs = [&](const Death& death) { return life(death).state == State::running; };
  if (!std::all_of(deaths.begin(), deaths.end(), runs)) return flush();
  for (const Death& death : deaths) life(death).untold = true;
  host_.tell_soon();
}

void Keeper::on_due(Index program) {
  feed(program, Event::due);
  finish_turn();
}

void Keeper::on_tell() { flush(); }

void Keeper::stop() {
  stopping_ = true;
  for (Index program = 0; program < programs_.size(); ++program) feed(program, Event::stop);
  finish_turn();
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
      launching_.push_back(program);
      break;
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

/// One that can't be started may be meant to be tried again.
void Keeper::launch() {
  while (!launching_.empty()) {
    const auto end = launching_.begin() +
                     static_cast<std::ptrdiff_t>(std::min(launching_.size(), most_together));
    const std::vector<Index> programs(launching_.begin(), end);
    launching_.erase(launching_.begin(), end);
    std::vector<Start> starts;
    starts.reserve(programs.size());
    for (const Index program : programs) starts.push_back({program, &programs_[program].command});
    const std::vector<Result<process::Identity>> started = host_.start(starts);
    for (std::size_t i = 0; i < programs.size(); ++i)
      feed(programs[i], launched(programs[i], started[i]));
  }
}

Event Keeper::launched(Index program, const Result<process::Identity>& started) {
  Life& life = programs_[program];
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

/// The deeds, and then the words.
void Keeper::finish_turn() {
  launch();
  flush();
}

void Keeper::flush() {
  for (const Happening& happening : std::exchange(untold_, {})) {
    programs_[happening.program].untold = false;
    listener_.happened(happening);
  }
}

}  // namespace watchdog::keep
