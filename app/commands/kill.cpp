// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "commands/commands.hpp"
#include "commands/consent.hpp"
#include "commands/targets.hpp"
#include "duration.hpp"
#include "exit_code.hpp"
#include "watchdog/block/ending.hpp"
#include "watchdog/block/look.hpp"

namespace watchdog::app {
namespace {

using block::Fate;
using process::Entry;

constexpr const char* kill_examples =
    "Examples:\n"
    "  watchdog kill app               ask every app to end; by force after 5 s\n"
    "  watchdog kill app --grace 30s   leave it more time\n"
    "  watchdog kill app --grace 0     by force at once\n"
    "  watchdog kill --dry-run app     tell what would be ended, end nothing\n"
    "  watchdog kill --script job.py   what an interpreter runs\n"
    "  watchdog kill java --command '-jar game'\n"
    "                                  those with that in their command line\n\n"
    "More than ten processes take a yes: at a terminal, or --yes.\n"
    "Exit codes: 0 ended, 1 nothing matches, 2 usage, 3 some could not be ended or all are "
    "protected,\n"
    "125 watchdog itself failed.\n";

struct KillOptions {
  Who who;
  milliseconds grace{5'000};
  bool dry_run = false;
  bool force = false;
  bool explain = false;
  bool yes = false;
  Voice voice;
};

/// Counts what is told, and tells it on.
class KillReport {
 public:
  explicit KillReport(const KillOptions& options) : options_(options), report_(options.voice) {}

  void would_end(const Entry& entry, const block::Verdict& verdict) {
    Message message = about("ended", entry, verdict);
    message.fields["dry_run"] = true;
    message.text =
        fmt::format("would be ended: {}", options_.explain ? why(verdict) : why_in_short(verdict));
    ++ended_;
    report_.say(message);
  }

  void fate(const Entry& entry, const block::Verdict& verdict, const Fate& fate) {
    if (fate.kind == Fate::Kind::failed) {
      ++failed_;
      return say_failed(report_, options_.voice, entry, fate.error);
    }
    if (fate.kind == Fate::Kind::spared) {
      ++spared_;
      return say_spared(report_, entry, verdict);
    }
    ++ended_;
    const bool forced = fate.kind == Fate::Kind::forced;
    Message message = about("ended", entry, verdict);
    add_exit(message.fields, fate.exit);
    message.fields["forced"] = forced;
    message.text = forced && options_.grace.count() > 0
                       ? fmt::format("ended by force: it did not in {}", describe(options_.grace))
                       : fmt::format("ended{}", forced ? " by force" : "");
    if (options_.explain) message.text += fmt::format("; {}", why(verdict));
    report_.say(message);
  }

  int result(const Aim& aim) const {
    if (failed_ > 0 || (ended_ == 0 && spared_ > 0)) return number(ExitCode::failed);
    if (ended_ == 0) say_none(report_, aim.rule.terms());
    return number(ended_ > 0 ? ExitCode::ok : ExitCode::none_matched);
  }

 private:
  const KillOptions& options_;
  Report report_;
  std::size_t ended_ = 0;
  std::size_t spared_ = 0;
  std::size_t failed_ = 0;
};

void pretend(const Aim& aim, KillReport& report) {
  for (const Entry& entry : aim.table) {
    const block::Verdict verdict = block::look(aim.rule, entry);
    if (verdict.ends()) report.would_end(entry, verdict);
    if (verdict.named() && !verdict.ends())
      report.fate(entry, verdict, {Fate::Kind::spared, {}, {}});
  }
}

int run_kill(const KillOptions& options) {
  const auto aim = take_aim(options.who, options.force);
  if (!aim) {
    Report(options.voice).error(aim.error());
    return number(ExitCode::usage);
  }
  if (const auto agreed = consent(*aim, options.yes || options.dry_run, "end"); !agreed)
    return Report(options.voice).failed(agreed.error(), ExitCode::usage);
  KillReport report(options);
  if (options.dry_run) {
    pretend(*aim, report);
  } else {
    block::end_all(aim->rule, aim->table, options.grace,
                   [&](const Entry& entry, const block::Verdict& verdict, const Fate& fate) {
                     report.fate(entry, verdict, fate);
                   });
  }
  return report.result(*aim);
}

}  // namespace

void setup_kill(CLI::App& app, const Line& line, int& exit_code) {
  const auto options = std::make_shared<KillOptions>();
  CLI::App& command = *app.add_subcommand("kill", "End programs: ask first, then by force");
  command.footer(kill_examples);
  add_who(command, options->who, "Programs: a name, or the path of a file");
  add_duration(command, "--grace", options->grace, "Time to end when asked; 0: none [5s]");
  command.add_flag("-n,--dry-run", options->dry_run, "Tell, and end nothing");
  command.add_flag("--force", options->force,
                   "Spare neither what started watchdog nor what a login or the system needs");
  add_yes(command, options->yes);
  add_explain(command, options->explain);
  add_voice(command, options->voice);
  command.callback([options, &line, &exit_code] {
    complete_who(options->who, line, "kill");
    exit_code = run_kill(*options);
  });
}

}  // namespace watchdog::app
