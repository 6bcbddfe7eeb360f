// SPDX-License-Identifier: MIT
#include "commands/keep_run.hpp"

#include <fmt/format.h>

#include <asio/io_context.hpp>
#include <deque>
#include <optional>
#include <utility>

#include "commands/keep_report.hpp"
#include "exit_code.hpp"
#include "keeping/blockers.hpp"
#include "keeping/desk.hpp"
#include "keeping/renewal.hpp"
#include "keeping/watch.hpp"
#include "system.hpp"
#include "watchdog/keep/ledger_host.hpp"
#include "watchdog/keep/loop_host.hpp"
#include "watchdog/process/orphans.hpp"
#include "watchdog/process/vitals.hpp"

namespace watchdog::app {
namespace {

constexpr milliseconds echo{200};

/// A process that was adopted is one, a program's output three, its ears and its probe two.
constexpr std::uint64_t most_files_of_one = 6;
constexpr std::uint64_t most_files_besides = 64;

/// A code stays as it is, also Windows' long ones; a signal becomes what a shell would show.
int passed_on(const process::Exit& exit) {
  const bool code = exit.kind == process::Exit::Kind::code;
  return code ? static_cast<int>(exit.value) : process::shell_code(exit);
}

int exit_code(const keep::Outcome& outcome) {
  switch (outcome.kind) {
    case keep::Outcome::Kind::finished:
      return passed_on(outcome.exit);
    case keep::Outcome::Kind::gave_up:
      return number(ExitCode::gave_up);
    case keep::Outcome::Kind::never_started:
      return number(start_failure(*outcome.error));
    case keep::Outcome::Kind::unkillable:
      return number(ExitCode::own_failure);
    case keep::Outcome::Kind::halted:
    case keep::Outcome::Kind::stopped:
    case keep::Outcome::Kind::pending:
      break;
  }
  return number(ExitCode::ok);
}

std::vector<std::string> files_of(const std::vector<Kept>& programs) {
  std::vector<std::string> files;
  files.reserve(programs.size());
  for (const Kept& kept : programs) files.push_back(kept.command.program);
  return files;
}

/// Before a start, what the life before has written is read: the new one's words come after it.
class WatchedHost final : public keep::LedgerHost {
 public:
  WatchedHost(keep::Host& world, keep::Ledger* ledger, Watch& watch)
      : LedgerHost(world, ledger), watch_(watch) {}

  std::vector<Result<process::Identity>> start(const std::vector<keep::Start>& programs) override {
    std::vector<keep::Start> starts = programs;
    std::deque<process::Command> told;
    for (keep::Start& one : starts) {
      const std::vector<std::string> added = watch_.starting(one.program);
      if (added.empty()) continue;
      process::Command& command = told.emplace_back(*one.command);
      command.extra_environment.insert(command.extra_environment.end(), added.begin(), added.end());
      one.command = &command;
    }
    return LedgerHost::start(starts);
  }

 private:
  Watch& watch_;
};

/// The command while it runs: the keeper in its loop, and the wishes that come from outside.
class Run final : public keep::Listener {
 public:
  Run(Claims claims, const RunOptions& options)
      : options_(options), ledger_(std::move(claims.ledger)), report_(options.voice) {
    world_.connect(keeper_);
  }

  int operator()(std::vector<Kept> programs) {
    process::adopt_orphans();
    if (options_.realtime) hurry();
    const Result<void> begun = begin_all(std::move(programs));
    if (!begun) return report_.report().failed(begun.error(), ExitCode::own_failure);
    open_desk();
    notify_.send("READY=1");
    forget_start_up();
    do {
      while ((!over() || watch_.is_busy()) && !renewal()) loop_.run_one();
    } while (renewal() && !leave());
    if (renewal()) return number(ExitCode::ok);
    hold_wishes();  // What it came to is decided: one that is late must not become our end.
    if (!options_.leave_orphans) say_survivors({}, process::end_descendants());
    return wish_ == Wish::interrupt ? die_of_interrupt() : result();
  }

  /// What we are to become, when we end for that. A stop that was asked for meanwhile comes first,
  /// and so does what is being ended: what that is to lead to is known here alone.
  std::optional<process::Command> renewal() const {
    return wish_ || keeper_.ending() ? std::nullopt : renewal_.command();
  }

  void happened(const keep::Happening& happening) override {
    record(happening);
    report_.happened(happening);
    watch_.happened(happening);
    desk_.look();
  }

 private:
  /// It is kept all the same.
  void hurry() const {
    const Result<void> taken = take_realtime_class();
    if (!taken) report_.report().error(taken.error());
  }

  /// What runs goes on. From here on wishes wait for the next image; those that came before are
  /// heard, and may keep us.
  bool leave() {
    hold_wishes();
    loop_.poll();
    if (renewal()) {
      hand_over();
      return true;
    }
    release_wishes();
    return false;
  }

  /// What runs stands in the ledger.
  void hand_over() {
    for (keep::Index program = 0; program < keeper_.size(); ++program) {
      const keep::Standing standing = keeper_.standing(program);
      if (const auto rest = keeper_.rest(program))
        ledger_->rest(program, standing.streak, standing.restarts, *rest, watch_.memo(program));
    }
  }

  /// Of many programs what was read about them is let go once it stands where it is used.
  /// Errors: one runs and can't be watched. What runs is as it was then, and for another keeper.
  Result<void> begin_all(const std::vector<Kept> programs) {
    allow_open_files(most_files_of_one * programs.size() + most_files_besides);
    for (const Kept& kept : programs) add(kept);
    std::vector<keep::Index> to_start;
    for (keep::Index program = 0; program < programs.size(); ++program) {
      Result<bool> goes_on = go_on(program, programs[program]);
      if (!goes_on) return std::move(goes_on).error();
      if (!*goes_on) to_start.push_back(program);
    }
    keeper_.start(to_start);
    return {};
  }

  void add(const Kept& kept) {
    const Settings& settings = kept.settings;
    keep::Program program{kept.command, settings.policy, settings.ladder};
    program.command.extra_environment = settings.environment;
    program.command.die_with_parent = settings.die_with_us;
    if (!settings.directory.empty()) program.command.directory = settings.directory;
    watch_.add(kept, mark_of(keeper_.size()), program.command);
    if (ledger_) program.command.extra_environment.push_back(ledger_->mark(keeper_.size()));
    report_.add(kept.name, kept.missing);
    if (kept.as_found) as_found_.push_back(keeper_.size());
    const keep::Index index = keeper_.add(std::move(program));
    keeper_.resume(index, kept.heritage.streak, kept.heritage.restarts);
    if (kept.heritage.past.last_exit) keeper_.resume(index, *kept.heritage.past.last_exit);
  }

  /// What its files are named by.
  std::string mark_of(keep::Index program) const {
    if (!ledger_) return fmt::format("{}.{}", process::own_pid(), program);
    const std::string& present = ledger_->present_mark(program);
    const std::string setting = present.empty() ? ledger_->mark(program) : present;
    return setting.substr(setting.find('=') + 1);
  }

  /// Whether it runs or rests already. What ended since it was found is started like what never
  /// ran; what lives never is, whatever is in the way: there would be two.
  Result<bool> go_on(keep::Index program, const Kept& kept) {
    if (kept.heritage.rest) {
      keeper_.rest(program, *kept.heritage.rest);
      return true;
    }
    if (!kept.running) return false;
    const Result<process::Vitals> vitals = process::vitals(*kept.running);
    const Result<void> adopted =
        keeper_.adopt(program, *kept.running, vitals ? vitals->age : milliseconds(0));
    if (adopted) return true;
    const Result<process::Identity> now = process::identify(kept.running->pid);
    const bool gone = now ? *now != *kept.running : now.error().code == std::errc::no_such_process;
    if (gone) return false;
    const bool files = adopted.error().code == std::errc::too_many_files_open;
    return Error{adopted.error().code, "watch the running", kept.name,
                 files ? "nothing was started or stopped; raise the limit: ulimit -Hn"
                       : "nothing was started or stopped"};
  }

  /// Nobody can ask us then; what we are for goes on.
  void open_desk() { say_deaf(desk_.open()); }

  /// Who is about to keep programs asks those whose ledger is gone.
  void check_ledger() {
    if (!ledger_) return;
    const Result<bool> restored = restore(*ledger_);
    if (restored && !*restored) return;
    Message told;
    told.event = restored ? "recorded" : "unrecorded";
    told.text = restored ? "what is recorded of the programs was removed; it is written again"
                         : fmt::format("{}; so another watchdog may start the programs again",
                                       restored.error().message());
    if (!restored) told.fields["reason"] = restored.error().message();
    report_.report().say(told);
  }

  void say_deaf(const Result<void>& opened) const {
    if (opened) return;
    Message told;
    told.event = "deaf";
    told.fields["reason"] = opened.error().message();
    told.text = fmt::format("{}; so status, stop and start can't reach this watchdog",
                            opened.error().message());
    report_.report().say(told);
  }

  /// What a hand stopped waits for a hand to start it.
  bool over() const {
    if (!keeper_.done()) return false;
    if (keeper_.stopping()) return true;
    for (keep::Index program = 0; program < keeper_.size(); ++program) {
      if (keeper_.outcome(program).kind == keep::Outcome::Kind::halted) return false;
    }
    return true;
  }

  void record(const keep::Happening& happening) {
    using Kind = keep::Happening::Kind;
    if (!ledger_) return;
    const keep::Index program = happening.program;
    if (happening.kind == Kind::ended) return ledger_->idle(program);
    if (happening.kind != Kind::started && happening.kind != Kind::adopted) return;
    const keep::Standing standing = keeper_.standing(program);
    if (happening.id.start != 0)
      ledger_->running(program, happening.id, standing.streak, standing.restarts,
                       past_of(program, standing));
  }

  keep::Past past_of(keep::Index program, const keep::Standing& standing) const {
    keep::Past past{{}, watch_.memo(program)};
    if (standing.has_exited) past.last_exit = {standing.last_exit, standing.last_exit_at};
    return past;
  }

  void on_wish(Wish wish) {
    if (wish == Wish::status) {
      tell_status();
      check_ledger();
      return say_deaf(desk_.reopen());
    }
    if (wish == Wish::renew) return renew([this](const std::string& no) { say_not_renewed(no); });
    if (is_echo(wish)) return;
    if (!wish_) notify_.send("STOPPING=1");
    wish_ = wish;
    wished_at_ = Clock::now();
    keeper_.stop();
  }

  /// Without a book the new one would start everything a second time.
  void renew(const Renewal::Told& told) {
    if (wish_) return told("it is being stopped");
    check_ledger();
    if (!ledger_ || ledger_->lost()) return told("nothing is recorded");
    for (const keep::Index program : as_found_) {
      if (keeper_.standing(program).kind != keep::Standing::Kind::running)
        return told(fmt::format(
            "'{}' was found running and does not run now; how it is started is known here alone",
            report_.name(program)));
    }
    renewal_.ask([this, told](const std::string& no) {
      told(no.empty() && wish_ ? "it is being stopped" : no);
    });
  }

  void say_not_renewed(const std::string& reason) const {
    if (reason.empty()) return;
    Message told;
    told.event = "not_renewed";
    told.fields["reason"] = reason;
    told.text = fmt::format("not renewed: {}", reason);
    report_.report().say(told);
  }

  /// Who ends a process and its group (timeout, a service manager) asks twice, and means one stop;
  /// so does a runner of jobs that passes on the Ctrl-C of a terminal that we have as well.
  bool is_echo(Wish wish) const { return wish_ == wish && Clock::now() - wished_at_ < echo; }

  void tell_status() const {
    for (keep::Index program = 0; program < keeper_.size(); ++program) {
      const std::optional<process::Identity> id = keeper_.standing(program).id;
      Message told;
      told.event = "status";
      told.name = report_.name(program);
      told.pid = id ? id->pid : 0;
      told.fields["running"] = id.has_value();
      told.text = id ? "runs" : "does not run";
      report_.report().say(told);
    }
  }

  /// What a program left behind outside its group; no name: at the end nobody knows whose it was.
  void say_survivors(const std::string& name, unsigned survivors) const {
    if (survivors == 0) return;
    Message told;
    told.event = "survivor";
    told.name = name;
    told.fields["ended"] = survivors;
    const std::string count = fmt::format("{} process{}", survivors, survivors == 1 ? "" : "es");
    told.text = name.empty() ? count + " left behind; ended by force"
                             : fmt::format("had left {} behind; ended by force", count);
    report_.report().say(told);
  }

  keep::Containment containment() {
    keep::Containment containment;
    containment.orphans = !options_.leave_orphans;
    if (ledger_)
      containment.mark = [this](keep::Index program) { return ledger_->present_mark(program); };
    containment.on_survivors = [this](keep::Index program, unsigned survivors) {
      say_survivors(report_.name(program), survivors);
    };
    return containment;
  }

  WishHandlers handlers() {
    return {[this](Wish wish) { on_wish(wish); },
            options_.forwarded.empty() ? forwarded_by_default() : options_.forwarded,
            [this](int signal) { forward(signal); }};
  }

  void forward(int signal) {
    for (keep::Index program = 0; program < keeper_.size(); ++program) {
      if (keeper_.standing(program).id) (void)world_.send(program, signal);
    }
  }

  /// Of several programs the first that did not go well decides.
  int result() const {
    for (keep::Index program = 0; program < keeper_.size(); ++program) {
      if (const int code = exit_code(keeper_.outcome(program)); code != 0) return code;
    }
    return number(ExitCode::ok);
  }

  const RunOptions& options_;
  std::optional<keep::Ledger> ledger_;
  asio::io_context loop_;
  Notify notify_{loop_};
  KeepReport report_;
  keep::LoopHost world_{loop_, containment()};
  WatchedHost host_{world_, ledger_ ? &*ledger_ : nullptr, watch_};
  keep::Keeper keeper_{host_, *this};
  Watch watch_{loop_, world_, keeper_, report_.report()};
  Renewal renewal_{world_, options_.trial};
  Desk desk_{loop_,
             keeper_,
             report_.names(),
             {[this] { check_ledger(); }, [this](const Renewal::Told& told) { renew(told); }}};
  Wishes wishes_{loop_, handlers()};
  std::vector<keep::Index> as_found_;  ///< See Kept::as_found.
  std::optional<Wish> wish_;           ///< The last one to stop.
  Time wished_at_;
};

}  // namespace

int run_keep(std::vector<Kept> programs, Claims claims, const RunOptions& options) {
  if (const auto apart = check_not_blocked(files_of(programs)); !apart)
    return Report(options.voice).failed(apart.error(), ExitCode::usage);
  std::optional<process::Command> renewal;
  {
    Run run(std::move(claims), options);
    const int code = run(std::move(programs));
    renewal = run.renewal();
    if (!renewal) return code;
  }
  const Error failed = process::replace_self(*renewal);
  return Report(options.voice).failed(failed, ExitCode::own_failure);
}

}  // namespace watchdog::app
