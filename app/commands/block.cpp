// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <array>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include "commands/block_report.hpp"
#include "commands/block_times.hpp"
#include "commands/commands.hpp"
#include "commands/consent.hpp"
#include "commands/targets.hpp"
#include "duration.hpp"
#include "exit_code.hpp"
#include "keeping/blockers.hpp"
#include "quantity.hpp"
#include "system.hpp"
#include "watchdog/block/denial.hpp"
#include "watchdog/health/loop_runner.hpp"
#include "watchdog/process/words.hpp"

namespace watchdog::app {
namespace {

constexpr milliseconds death_limit(5'000);

constexpr const char* block_examples =
    "Examples:\n"
    "  watchdog block game                  end every game as soon as it appears, until Ctrl-C\n"
    "  watchdog block game chat --for 2h    several, for two hours\n"
    "  watchdog block game --during 'Sun-Thu 21:00-07:00'\n"
    "                                       on school nights\n"
    "  watchdog block game --allow 30m/day  when it has run for half an hour\n"
    "  watchdog block game --until 18:00    until six\n"
    "  watchdog block --once game           end those that run now\n"
    "  watchdog block --dry-run game        tell what would be ended, end nothing\n"
    "  watchdog block --deny game           its start fails (Linux, as root; Windows, as "
    "administrator)\n"
    "  watchdog block --grace 10s game      asked first; --freeze: stopped while it lasts\n"
    "  watchdog block game --message 'Bed time.'\n"
    "                                       its user is told, on terminal and desktop\n"
    "  watchdog block ./build/game          that one file, wherever it is started from\n"
    "  watchdog block --from bans.txt       the names and paths in a file, one a line\n"
    "  watchdog block --user kim --regex 'game.*' --except game-editor\n"
    "                                       Kim's, by a pattern, but for one\n"
    "  watchdog block --sha256 HASH         a file's content, whatever its name\n"
    "  watchdog block -- -odd-name          a name that begins with a dash\n\n"
    "A name is matched literally and in full: the program's file name, or the title it shows.\n"
    "Options that say who is meant have to fit all; given several times, one of them.\n"
    "More than ten processes that run now take a yes: at a terminal, or --yes.\n"
    "Exit codes: 0 done, 1 --once found nothing, 2 usage, 3 some could not be ended or, with "
    "--once,\n"
    "all are protected, 125 watchdog itself failed.\n";

struct BlockOptions {
  Who who;
  block::Options engine;
  milliseconds duration{0};  ///< 0: for ever.
  TimeOptions times;
  std::vector<std::string> exec;
  std::string message;
  bool once = false;
  bool force = false;
  bool explain = false;
  bool yes = false;
  Voice voice;
};

/// "2%"
void add_cpu(CLI::App& app, double& share, CLI::Option* interval) {
  const auto take = [&share](const std::string& text) {
    constexpr std::array<Unit, 1> percent{{{"%", 0.01}}};
    const auto parsed = parse_quantity(text, percent);
    if (!parsed || *parsed < 0.001 || *parsed > 1)
      throw CLI::ValidationError(
          "--cpu", fmt::format("'{}' is no share of a processor; write 2%, from 0.1% to 100%",
                               printable(text)));
    share = *parsed;
  };
  app.add_option_function<std::string>("--cpu", take,
                                       "What the scan may take of one processor [5%]")
      ->type_name("SHARE")
      ->excludes(interval);
}

int result_of(const block::Tally& tally) {
  return number(tally.failed > 0 ? ExitCode::failed : ExitCode::ok);
}

void say_summary(const Report& report, const block::Tally& tally, bool dry_run) {
  Message message;
  message.event = "summary";
  message.fields["seen"] = tally.seen;
  message.fields["blocked"] = tally.blocked;
  message.fields["ended"] = tally.ended;
  message.fields["denied"] = tally.denied;
  message.fields["spared"] = tally.spared;
  message.fields["failed"] = tally.failed;
  message.fields["forced"] = tally.forced;
  message.fields["continued"] = tally.continued;
  message.fields["rescued"] = tally.rescued;
  if (dry_run) message.fields["dry_run"] = true;
  message.text = fmt::format("{}blocked {} process{}", dry_run ? "would have " : "", tally.blocked,
                             tally.blocked == 1 ? "" : "es");
  if (tally.denied > 0) message.text += fmt::format(", denied {}", tally.denied);
  if (tally.spared > 0) message.text += fmt::format(", spared {}", tally.spared);
  if (tally.forced > 0) message.text += fmt::format(", forced {}", tally.forced);
  if (tally.continued > 0) message.text += fmt::format(", continued {}", tally.continued);
  if (tally.rescued > 0) message.text += fmt::format(", rescued {}", tally.rescued);
  if (tally.failed > 0) message.text += fmt::format(", could not end {}", tally.failed);
  report.say(message);
}

int run_once(block::Blocker& blocker, const BlockReport& report) {
  const Result<void> done = blocker.once(death_limit);
  if (!done) return report.report().failed(done.error(), ExitCode::own_failure);
  const block::Tally& tally = blocker.tally();
  if (tally.blocked == 0 && tally.spared > 0) return number(ExitCode::failed);
  if (tally.blocked + tally.failed > 0) return result_of(tally);
  say_none(report.report(), blocker.rule().terms());
  return number(ExitCode::none_matched);
}

/// Turns the loop, which has been stopped, until the last command has ended, or for a few seconds.
void finish(asio::io_context& loop, const Alarm& alarm) {
  constexpr milliseconds patience(5'000);
  const Time deadline = Clock::now() + patience;
  loop.restart();
  while (alarm.is_running() && Clock::now() < deadline) loop.run_one_until(deadline);
}

/// Until the time is over or somebody wishes so.
int run_on(const BlockOptions& options, asio::io_context& loop, block::Blocker& blocker,
           BlockReport& report) {
  bool interrupted = false;
  const Wishes wishes(loop, [&](Wish wish) {
    if (wish == Wish::status)
      return say_summary(report.report(), blocker.tally(), options.engine.dry_run);
    if (wish == Wish::renew) return;  // What is to be blocked can't wait for that.
    interrupted = wish == Wish::interrupt;
    loop.stop();
  });
  asio::steady_timer over(loop);
  if (options.duration.count() > 0) {
    over.expires_after(options.duration);
    over.async_wait([&](const std::error_code&) { loop.stop(); });
  }
  Notify notify(loop);
  health::LoopRunner runner(loop);
  Alarm alarm(loop, runner, report.report());
  BlockExec exec(alarm, options.exec);
  BlockMessage message(alarm, options.message);
  report.pass_on_to(&exec, &message);
  std::optional<Error> broken;
  BlockTimes times(loop, blocker, report.report(),
                   {[&] { loop.stop(); },
                    [&](const Error& error) {
                      broken = error;
                      loop.stop();
                    }});
  if (const Result<void> armed = times.start(options.times); !armed)
    return report.report().failed(armed.error(), ExitCode::own_failure);
  notify.send("READY=1");
  loop.run();
  notify.send("STOPPING=1");
  times.stop();
  finish(loop, alarm);
  report.pass_on_to(nullptr, nullptr);
  say_summary(report.report(), blocker.tally(), options.engine.dry_run);
  if (broken) return report.report().failed(*broken, ExitCode::own_failure);
  return interrupted ? die_of_interrupt() : result_of(blocker.tally());
}

/// A dry run hurts nobody.
Result<void> agree(const BlockOptions& options, const Aim& aim) {
  if (options.engine.dry_run) return {};
  if (auto apart = check_not_kept(aim.rule); !apart) return apart;
  return consent(aim, options.yes, "end");
}

/// Where those ask that are to keep a program. None: nobody is kept from anything, or it can't be.
std::optional<control::Server> open_desk(const BlockOptions& options, asio::io_context& loop,
                                         const block::Rule& rule, const Report& report) {
  if (options.once || options.engine.dry_run) return std::nullopt;
  auto desk = open_block_desk(loop, rule);
  if (desk) return *std::move(desk);
  Message told;
  told.event = "deaf";
  told.fields["reason"] = desk.error().message();
  told.text =
      fmt::format("{}; so 'watchdog keep' can't know of this watchdog", desk.error().message());
  report.say(told);
  return std::nullopt;
}

/// Of watchdogs that were killed. What can't be done now is nothing to stop for.
void undo_left_denials(const Report& report) {
  const auto undone = block::undo_left_denials();
  if (!undone) return report.error(undone.error());
  for (const std::string& program : *undone) {
    Message told;
    told.event = "allowed_again";
    told.name = program;
    told.text = "may start again: the watchdog that denied it was killed";
    report.say(told);
  }
}

int run_block(const BlockOptions& options) {
  if (options.engine.deny && !(options.who.commands.empty() && options.who.scripts.empty()))
    throw CLI::ValidationError(
        "--deny decides before a command line is known; it goes neither with --command nor with "
        "--script");
  BlockReport report(options.voice, options.engine, options.explain);
  auto aim = take_aim(options.who, options.force);
  if (!aim) return report.report().failed(aim.error(), ExitCode::usage);
  if (!options.engine.dry_run) undo_left_denials(report.report());
  asio::io_context loop;
  // Told of ourselves first: who begins to keep a program now is seen by us, or sees us.
  const auto desk = open_desk(options, loop, aim->rule, report.report());
  if (const auto agreed = agree(options, *aim); !agreed)
    return report.report().failed(agreed.error(), ExitCode::usage);
  block::Blocker blocker(loop, aim->rule, options.engine, report);
  return options.once ? run_once(blocker, report) : run_on(options, loop, blocker, report);
}

}  // namespace

void setup_block(CLI::App& app, const Line& line, int& exit_code) {
  const auto options = std::make_shared<BlockOptions>();
  CLI::App& command = *app.add_subcommand("block", "End programs as soon as they appear");
  command.footer(block_examples);
  add_who(command, options->who, "Programs: a name, or the path of a file");
  CLI::Option* once = command.add_flag("--once", options->once, "End those that run now, and stop");
  add_duration(command, "--for", options->duration, "Stop after this time [never]")->excludes(once);
  for (CLI::Option* option : add_times(command, options->times)) option->excludes(once);
  command.add_flag("-n,--dry-run", options->engine.dry_run, "Tell, and end nothing");
  CLI::Option* deny =
      command
          .add_flag("--deny", options->engine.deny,
                    "Let starts fail, too: who starts a program is told that it is not permitted")
          ->excludes(once);
  add_choice<block::DenyBy>(command, "--deny-by", options->engine.deny_by,
                            {{"auto", block::DenyBy::automatic},
                             {"kernel", block::DenyBy::kernel},
                             {"fanotify", block::DenyBy::fanotify}},
                            "Who denies a start on Linux: auto, kernel or fanotify [auto]")
      ->type_name("WHICH")
      ->needs(deny);
  CLI::Option* grace =
      add_duration(command, "--grace", options->engine.grace,
                   "Ask first, and end by force after this time [by force at once]");
  grace->excludes(once);
  command
      .add_flag_callback(
          "--freeze", [options] { options->engine.act = block::Act::freeze; },
          "Stop them where they stand instead; they go on when this ends (not on Windows)")
      ->excludes(once)
      ->excludes(grace);
  command.add_flag("--tree", options->engine.tree, "With all that descends from them");
  command
      .add_option_function<std::string>(
          "--exec",
          [options](const std::string& text) {
            auto words = process::split_words(text);
            if (!words) throw CLI::ValidationError("--exec", words.error().message());
            if (words->empty()) throw CLI::ValidationError("--exec", "it names no program");
            options->exec = *std::move(words);
          },
          "Run this for each that is ended or denied: $WD_EVENT, $WD_NAME, $WD_PID tell")
      ->type_name("COMMAND")
      ->excludes(once);
  command
      .add_option("--message", options->message,
                  "Tell the user of each: on its terminal, and on the user's desktop")
      ->type_name("TEXT")
      ->excludes(once);
  command.add_flag("--force", options->force,
                   "Spare neither what started watchdog nor what a login or the system needs");
  add_yes(command, options->yes);
  add_choice<block::Want>(command, "--source", options->engine.source,
                          {{"auto", block::Want::automatic},
                           {"bpf", block::Want::bpf},
                           {"events", block::Want::events},
                           {"scan", block::Want::scan}},
                          "How starts are noticed: auto, bpf, events or scan [auto]")
      ->type_name("WHICH");
  add_explain(command, options->explain);
  CLI::Option* interval = add_duration(command, "--interval", options->engine.interval,
                                       "Between two looks of the scan [as --cpu allows]");
  add_cpu(command, options->engine.cpu, interval);
  add_voice(command, options->voice);
  command.callback([options, &line, &exit_code] {
    complete_who(options->who, line, "block");
    exit_code = run_block(*options);
  });
}

}  // namespace watchdog::app
