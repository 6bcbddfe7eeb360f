// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <memory>

#include "command_line.hpp"
#include "commands/commands.hpp"
#include "commands/policy_options.hpp"
#include "commands/story.hpp"
#include "duration.hpp"
#include "exit_code.hpp"
#include "system.hpp"

namespace watchdog::app {
namespace {

using keep::Decision;

constexpr const char* plan_examples =
    "Examples:\n"
    "  watchdog plan \"exit 3 after 2s x10\"\n"
    "  watchdog plan --give-up-after 5 --within 1m \"SEGV after 100ms x6\"\n"
    "  watchdog plan --restart on-failure \"exit 1 after 1s x3, exit 0 after 1h\"\n\n"
    "A story is a list of ends: exit CODE, the name of a signal, or hang; 'after TIME' says how "
    "long\n"
    "the program had run, xN that this happens N times. Delays are shown without their jitter.\n\n"
    "Exit codes: 0 told, 2 usage.\n";

struct PlanOptions {
  keep::Policy policy;
  std::string story;
  bool json = false;
};

std::string_view word(Decision::Action action) {
  switch (action) {
    case Decision::Action::restart:
      return "restart";
    case Decision::Action::give_up:
      return "give up";
    case Decision::Action::finish:
      break;
  }
  return "finish";
}

std::string outcome_text(const Decision& decision) {
  if (decision.action != Decision::Action::restart) return std::string(word(decision.action));
  const std::string when =
      decision.delay.count() == 0 ? "at once" : "in " + describe(decision.delay);
  return fmt::format("restart {} {}{}", decision.attempt, when,
                     decision.flapping ? " (limit passed)" : "");
}

/// What the program prints while it lives through the story.
class Plan {
 public:
  explicit Plan(const PlanOptions& options) : options_(options), restarts_(options.policy, 1) {}

  int run(const std::vector<Chapter>& story) {
    if (!options_.json) text_ += fmt::format("{:>12}  {:<32}  {}\n", "AT", "END", "THEN");
    for (const Chapter& chapter : story) {
      for (unsigned i = 0; i < chapter.times; ++i) {
        if (!live(chapter)) return end();
      }
    }
    return end();
  }

 private:
  bool live(const Chapter& chapter) {
    now_ += chapter.after;
    last_ = chapter.hangs ? restarts_.on_hang(chapter.after, now_)
                          : restarts_.on_exit(chapter.exit, chapter.after, now_);
    options_.json ? add_json(chapter) : add_line(chapter);
    now_ += last_.delay;
    return last_.action == Decision::Action::restart;
  }

  milliseconds at() const {
    return std::chrono::duration_cast<milliseconds>(now_.time_since_epoch());
  }
  static std::string end_of(const Chapter& chapter) {
    return chapter.hangs ? "hangs" : process::describe(chapter.exit);
  }

  void add_line(const Chapter& chapter) {
    text_ += fmt::format("{:>12}  {:<32}  {}\n", describe(at()),
                         fmt::format("{} after {}", end_of(chapter), describe(chapter.after)),
                         outcome_text(last_));
  }

  void add_json(const Chapter& chapter) {
    Fields fields{{"at_ms", at().count()}, {"ran_ms", chapter.after.count()}};
    if (chapter.hangs) {
      fields["reason"] = "hangs";
    } else {
      add_exit(fields, chapter.exit);
    }
    fields["then"] = word(last_.action);
    if (last_.action == Decision::Action::restart) {
      fields["attempt"] = last_.attempt;
      fields["delay_ms"] = last_.delay.count();
      fields["flapping"] = last_.flapping;
    }
    text_ += json_line(fields);
  }

  int end() const { return number(write_output(text_) ? ExitCode::ok : ExitCode::own_failure); }

  const PlanOptions& options_;
  keep::Restarts restarts_;
  Time now_{};
  Decision last_;
  std::string text_;
};

int run_plan(const PlanOptions& options) {
  const Result<std::vector<Chapter>> story = parse_story(options.story);
  if (!story) throw CLI::ValidationError(story.error().message());
  PlanOptions without_jitter = options;
  without_jitter.policy.jitter = 0;
  return Plan(without_jitter).run(*story);
}

}  // namespace

void setup_plan(CLI::App& app, const Line&, int& exit_code) {
  const auto options = std::make_shared<PlanOptions>();
  CLI::App& command =
      *app.add_subcommand("plan", "Show what a restart policy makes of a story of ends");
  command.footer(plan_examples);
  command.add_option("STORY", options->story, "How the program ends, again and again")
      ->type_name("")
      ->required();
  add_policy(command, options->policy);
  command.add_flag("--json", options->json, "One JSON object per end");
  command.callback([options, &exit_code] { exit_code = run_plan(*options); });
}

}  // namespace watchdog::app
