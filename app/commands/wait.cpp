// SPDX-License-Identifier: MIT
//
// wait: until kept programs are ready, or have come to rest.
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <thread>

#include "command_line.hpp"
#include "commands/commands.hpp"
#include "duration.hpp"
#include "exit_code.hpp"
#include "keeping/keepers.hpp"
#include "suggest.hpp"
#include "system.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/process/process.hpp"
#include "watchdog/process/target.hpp"

namespace watchdog::app {
namespace {

constexpr milliseconds between_questions{50};
constexpr milliseconds longest_question{5'000};

constexpr const char* wait_examples =
    "Examples:\n"
    "  watchdog keep --probe http:8080/ -- server &\n"
    "  watchdog wait server --timeout 30s        until its page is there\n"
    "  watchdog wait --keeper $!                 until all is ready that this watchdog keeps\n"
    "  watchdog wait --for running server        until it runs, ready or not\n"
    "  watchdog wait --for stopped job           until it has ended and is not restarted\n\n"
    "Exit codes: 0 all of them are so, 3 one of them came to rest, or its watchdog has ended, 4 "
    "no\n"
    "such program was kept in that time, 124 the time was over first, 2 usage, 125 watchdog "
    "itself\n"
    "failed.\n";

enum class Goal : std::uint8_t { ready, running, stopped };

struct WaitOptions {
  std::vector<std::string> names;
  Goal goal = Goal::ready;
  process::Pid keeper = 0;  ///< 0: whoever keeps them.
  milliseconds timeout{60'000};
  bool json = false;
};

/// What is waited for, of one program.
struct Awaited {
  std::string name;
  std::optional<Fields> row;  ///< As it was seen last.
  bool is_kept = true;        ///< As far as is known.

  std::string state() const { return row ? row->value("state", "") : ""; }
  /// Nothing will come of it by itself.
  bool has_ended() const { return !is_kept || state() == "stopped"; }
  bool is_at(Goal goal) const {
    if (goal == Goal::stopped || has_ended()) return goal == Goal::stopped && has_ended();
    return state() == "ready" || (goal == Goal::running && state() == "running");
  }
};

/// A watchdog that may end before it was heard of.
class Keeper {
 public:
  explicit Keeper(process::Pid pid) {
    if (pid == 0) return;
    const Result<process::Identity> id = process::identify(pid);
    Result<process::Process> held =
        id ? process::Process::open(*id) : Result<process::Process>(id.error());
    if (held) held_ = *std::move(held);
    has_ended_ = !held_;
  }
  /// Not where there is none in particular.
  bool has_ended() const { return held_ ? held_->wait(Clock::now()) : has_ended_; }

 private:
  std::optional<process::Process> held_;
  bool has_ended_ = false;
};

class Waiting {
 public:
  explicit Waiting(const WaitOptions& options)
      : options_(options), report_({options.json, false}), keeper_(options.keeper) {
    for (const std::string& name : options.names) all_.push_back({name, std::nullopt, true});
  }

  int run() {
    const Time deadline = Clock::now() + options_.timeout;
    for (;;) {
      const Time now = Clock::now();
      const auto left = std::chrono::ceil<milliseconds>(deadline - now);
      if (const auto failed = look(std::clamp(left, milliseconds(1), longest_question)))
        return report_.failed(*failed, ExitCode::own_failure);
      if (is_at_goal()) return end(ExitCode::ok, "");
      if (const std::string fate = first_end(); !fate.empty())
        return end(ExitCode::not_active, fate);
      if (now >= deadline) return end_late();
      std::this_thread::sleep_for(std::clamp(left, milliseconds(1), between_questions));
    }
  }

 private:
  std::optional<Error> look(milliseconds patience) {
    const bool is_last = keeper_.has_ended();
    const Result<KeeperAnswers> answers = ask_keepers(patience);
    if (!answers) return answers.error();
    // What was seen and is no more has ended; but one that is silent now may be the one that keeps
    // it.
    for (Awaited& one : all_) one.is_kept = !is_last && (!one.row || !answers->silent.empty());
    has_ended_ = is_last;
    if (answers->silent.empty()) known_.clear();
    for (const KeeperAnswer& keeper : answers->keepers) {
      for (const Fields& row : keeper.programs) take(row);
    }
    return std::nullopt;
  }

  void take(const Fields& row) {
    if (options_.keeper != 0 && row.value("keeper", process::Pid{0}) != options_.keeper) return;
    const std::string name = row.value("name", "");
    known_.push_back(name);
    const auto is_called = [&](const Awaited& one) { return process::is_called(name, one.name); };
    auto found = std::find_if(all_.begin(), all_.end(), is_called);
    if (found == all_.end() && options_.names.empty()) found = all_.insert(found, {name, {}, true});
    if (found == all_.end()) return;
    found->row = row;
    found->is_kept = true;
  }

  bool is_at_goal() const {
    if (all_.empty()) return options_.goal == Goal::stopped && has_ended_;
    return std::all_of(all_.begin(), all_.end(),
                       [&](const Awaited& one) { return one.is_at(options_.goal); });
  }

  /// What the first one that has ended came to.
  std::string first_end() const {
    if (options_.goal == Goal::stopped) return "";
    for (const Awaited& one : all_) {
      if (one.has_ended()) return fmt::format("'{}' {}", printable(one.name), fate_of(one));
    }
    return has_ended_ ? fmt::format("watchdog[{}] has ended", options_.keeper) : "";
  }

  static std::string fate_of(const Awaited& ended) {
    if (!ended.is_kept) return "is kept no more: its watchdog has ended";
    std::string text = "does not run";
    if (const std::string why = ended.row->value("why", ""); !why.empty()) text += ": " + why;
    const auto exit = ended.row->find("last_exit");
    if (exit != ended.row->end()) text += fmt::format(" ({})", exit->value("reason", ""));
    return text;
  }

  int end(ExitCode code, const std::string& trouble) const {
    print();
    if (!trouble.empty()) report_.error(trouble);
    return number(code);
  }

  int end_late() const {
    const auto late = std::find_if(all_.begin(), all_.end(),
                                   [&](const Awaited& one) { return !one.is_at(options_.goal); });
    if (late == all_.end())
      return end(ExitCode::unknown, fmt::format("watchdog[{}] said nothing within {}",
                                                options_.keeper, describe(options_.timeout)));
    return end(late->row ? ExitCode::deadline : ExitCode::unknown,
               fmt::format("'{}' {} within {}{}", printable(late->name), trouble_of(*late),
                           describe(options_.timeout), advice_on(*late)));
  }

  std::string trouble_of(const Awaited& late) const {
    if (!late.row) return "was kept by nobody";
    const bool ready = options_.goal == Goal::ready && late.state() == "running";
    return ready ? "runs, but was not ready" : fmt::format("is still {}", late.state());
  }

  std::string advice_on(const Awaited& late) const {
    if (!late.row) {
      const std::string meant = suggest(late.name, known_);
      return meant.empty() ? "" : fmt::format("; did you mean '{}'?", printable(meant));
    }
    if (options_.goal != Goal::ready || late.state() != "running") return "";
    return "; if nothing tells when it is, keep it with --probe, --ready-line or --notify, or wait "
           "--for running";
  }

  void print() const {
    if (!options_.json) return;
    std::string text;
    for (const Awaited& one : all_) {
      if (one.row) text += json_line(*one.row);
    }
    write_output(text);
  }

  const WaitOptions& options_;
  Report report_;
  Keeper keeper_;
  bool has_ended_ = false;  ///< The keeper had, before we looked.
  std::vector<Awaited> all_;
  std::vector<std::string> known_;
};

}  // namespace

void setup_wait(CLI::App& app, const Line& line, int& exit_code) {
  CLI::App& command = *app.add_subcommand("wait", "Wait until kept programs are ready, or ended");
  const auto options = std::make_shared<WaitOptions>();
  command.footer(wait_examples);
  command.add_option("NAME", options->names, "Programs by the names they are kept by")
      ->type_name("");
  add_choice<Goal>(command, "--for", options->goal,
                   {{"ready", Goal::ready}, {"running", Goal::running}, {"stopped", Goal::stopped}},
                   "What to wait for: ready (default), running, stopped")
      ->type_name("STATE");
  command
      .add_option("--keeper", options->keeper,
                  "Of the watchdog with this number only; without a name: all that it keeps")
      ->type_name("PID")
      ->check(CLI::PositiveNumber.description(""));
  add_duration(command, "--timeout", options->timeout, "Wait no longer than that; default 60s");
  command.add_flag("--json", options->json, "Print how they are then, one JSON object per line");
  command.callback([options, &line, &exit_code] {
    options->names.insert(options->names.end(), line.program.begin(), line.program.end());
    if (options->names.empty() && options->keeper == 0)
      throw CLI::ValidationError("wait for what? Give a name: watchdog wait app");
    exit_code = Waiting(*options).run();
  });
}

}  // namespace watchdog::app
