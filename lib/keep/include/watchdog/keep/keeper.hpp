// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include "watchdog/keep/host.hpp"
#include "watchdog/keep/listener.hpp"
#include "watchdog/keep/policy.hpp"
#include "watchdog/keep/rest.hpp"

namespace watchdog::keep {

enum class State : std::uint8_t;
enum class Event : std::uint8_t;
enum class Action : std::uint8_t;

/// One way to ask a program to end, and how long it may take before the next one.
struct Rung {
  int signal = 15;  ///< SIGTERM's number on every system; see Host::ask.
  milliseconds wait{5'000};
};

/// The ways one after another; after the last comes force. Empty: force at once. The sum of the
/// waits is the deadline of the whole stop, however many processes the program consists of.
using Ladder = std::vector<Rung>;

/// A program to keep alive.
struct Program {
  process::Command command;
  Policy policy;
  Ladder ladder{Rung{}};
};

/// Why nothing more happens to a program by itself.
struct Outcome {
  enum class Kind : std::uint8_t {
    pending,        ///< It is still kept.
    finished,       ///< It ended, and the policy wants no restart.
    gave_up,        ///< It ended once too often.
    never_started,  ///< Its first start failed, and trying again would not help: `error`.
    halted,         ///< It was stopped by hand: Keeper::halt.
    stopped,        ///< Everything was stopped.
    unkillable      ///< The stop went by, and it lives: not even force ends it.
  };
  Kind kind = Kind::pending;
  process::Exit exit;  ///< The last one; unknown when it never ran.
  std::optional<Error> error;
};

/// Where a program stands, for those who ask.
struct Standing {
  enum class Kind : std::uint8_t { running, ending, waiting, resting };
  Kind kind = Kind::resting;
  std::optional<process::Identity> id;  ///< While it runs or is being ended.
  bool ready = false;                   ///< As told by Keeper::ready.
  Time since;                           ///< Of the present run; of the last one when none runs.
  Time next_start;                      ///< While it waits.
  unsigned streak = 0;                  ///< Restarts since the last healthy run.
  unsigned long restarts = 0;           ///< All of them, those by hand included.
  bool has_exited = false;              ///< The next two say something.
  process::Exit last_exit;
  Time last_exit_at;
};

/// Keeps programs alive: starts or adopts them, and answers each death as its policy says. What
/// one call leads to is done together: those that died together start together.
///
/// The keeper decides, the Host does. It has no thread, no clock and no loop of its own: whoever
/// drives the Host calls on_exit(), on_due() and on_tell(). One thread at a time.
///
/// Deeds come before words: a restart waits for nobody's terminal, and a program that was just
/// started does not share its processor with what we have to say. So the Listener may be told of a
/// death and the restart moments later, in order, and before the program is started once more.
class Keeper {
 public:
  Keeper(Host& host, Listener& listener, std::uint32_t seed = std::random_device{}());
  ~Keeper();
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;

  /// Adds a program, which start() or adopt() sets going.
  Index add(Program program);
  std::size_t size() const noexcept;

  /// Starts it: the first time, or by hand when it rests, or waits for its next start. A first
  /// start that fails for good (no such file, not runnable) ends it.
  void start(Index program);
  /// The same for several, which are started together.
  void start(const std::vector<Index>& programs);
  /// Takes a running process for it, which is of that age; when it ends, `command` is started as
  /// for any other. Errors: Process::open's; the program is then still to be started.
  Result<void> adopt(Index program, const process::Identity& id, milliseconds age = {});
  /// Goes on with the counts of another keeper of it: the restarts since its last healthy run, and
  /// all of them. Before it is started or adopted.
  void resume(Index program, unsigned streak, unsigned long restarts);
  /// The end of its last life, under another keeper. Before it is started or adopted.
  void resume(Index program, const LastExit& last);
  /// Instead of start() or adopt(): it goes on waiting, or resting, where another keeper left it.
  void rest(Index program, const Rest& left);
  /// Where it is to be gone on with; nothing where it runs, or is to be started anew all the same.
  std::optional<Rest> rest(Index program) const;

  /// Ends it and starts it again, without counting that as a failure. `reason` is for the Listener.
  void restart(Index program, std::string reason);
  /// Stops it, and keeps the others; start() brings it back. Forces it at the second call.
  void halt(Index program);
  /// Somebody found that it does not do its work: it is ended, which counts as a failure.
  void hang(Index program, std::string reason);
  /// Somebody found that it is ready to do its work.
  void ready(Index program);

  /// The Host's words: programs ended, each of them once; the time asked for has come; there is
  /// time to tell.
  void on_exit(const std::vector<Death>& deaths);
  void on_due(Index program);
  void on_tell();

  /// Stops every program: asks at the first call, forces at each further one.
  void stop();
  bool stopping() const noexcept { return stopping_; }

  /// One of them is being ended: what that leads to is known here alone.
  bool ending() const;
  /// Nothing more will happen to any of them by itself.
  bool done() const noexcept { return alive_ == 0; }
  const Outcome& outcome(Index program) const;
  Standing standing(Index program) const;

 private:
  struct Life;

  void command(Index program, Event event);
  void feed(Index program, Event event);
  std::optional<Event> act(Index program, Action action);
  void launch();
  Event launched(Index program, const Result<process::Identity>& started);
  Event decide(Index program);
  std::optional<Event> take_rung(Index program);
  std::optional<Event> escalate(Index program);
  std::optional<Event> force(Index program);
  void settle(Index program, Action action);
  Happening happening(Happening::Kind kind, Index program) const;
  void tell(Happening happening);
  void finish_turn();
  void flush();

  Host& host_;
  Listener& listener_;
  std::uint32_t seed_;
  std::vector<Life> programs_;
  std::vector<Index> launching_;  ///< What is to be started with the present call's others.
  std::vector<Happening> untold_;
  std::size_t alive_ = 0;
  bool stopping_ = false;
};

}  // namespace watchdog::keep
