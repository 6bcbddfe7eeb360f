// SPDX-License-Identifier: MIT
#include "commands/policy_options.hpp"

#include <fmt/format.h>

#include "command_line.hpp"
#include "duration.hpp"
#include "watchdog/process/exit.hpp"

namespace watchdog::app {
namespace {

using keep::Policy;

constexpr int term = 15;
constexpr int kill = 9;
constexpr milliseconds usual_wait{5'000};

/// What a library says to a value becomes what CLI11 says to an option.
template <class Value>
Value taken(const std::string& option, Result<Value> value) {
  if (!value) throw CLI::ValidationError(option, value.error().message());
  return std::move(*value);
}

void add_exit_rules(CLI::App& app, Policy& policy) {
  const auto restart_on = [&policy](const std::string& text) {
    policy.restart_on = taken("--restart-on", keep::ExitSet::parse(text));
  };
  const auto stop_on = [&policy](const std::string& text) {
    policy.stop_on = taken("--stop-on", keep::ExitSet::parse(text));
  };
  app.add_option_function<std::string>(
         "--restart-on", restart_on,
         "Restart after these exits whatever --restart says: codes, ranges, signals, e.g. "
         "3,100-110,SEGV,signal,failure")
      ->type_name("EXITS");
  app.add_option_function<std::string>("--stop-on", stop_on,
                                       "Never restart after these exits; goes before --restart-on")
      ->type_name("EXITS");
}

void add_limit(CLI::App& app, Policy& policy) {
  using Action = Policy::Limit::Action;
  auto* limit =
      app.add_option("--give-up-after", policy.limit.count,
                     "Give up (exit 123) instead of one more restart after N; default: never")
          ->type_name("N")
          ->check(CLI::Range(1U, 1'000'000U).description(""));
  add_duration(app, "--within", policy.limit.within,
               "Count only the restarts of the last TIME towards that")
      ->needs(limit);
  add_choice<Action>(app, "--at-limit", policy.limit.action,
                     {{"give-up", Action::give_up}, {"slow-down", Action::slow_down}},
                     "What to do then: give-up (default), or slow-down: go on with --max-delay")
      ->type_name("ACTION")
      ->needs(limit);
}

void add_delays(CLI::App& app, Policy& policy) {
  add_duration(app, "--delay", policy.second_delay,
               "Wait before the second restart in a row, longer each time; default 100ms");
  app.add_option("--factor", policy.factor, "How many times longer; default 2")
      ->type_name("X")
      ->check(CLI::Range(1.0, 100.0).description(""));
  add_duration(app, "--max-delay", policy.longest_delay,
               "Never wait longer than that; default 30s");
  app.add_option("--jitter", policy.jitter,
                 "Shorten each delay at random by up to this share; default 0.1")
      ->type_name("SHARE")
      ->check(CLI::Range(0.0, 1.0).description(""));
  add_duration(app, "--healthy-after", policy.healthy_after,
               "A run this long starts the count anew; default 10s");
}

Error bad_ladder(const std::string& word, std::string advice) {
  return {std::make_error_code(std::errc::invalid_argument), "understand the stop", word,
          std::move(advice)};
}

Result<keep::Rung> parse_rung(const std::string& word) {
  const std::size_t colon = word.find(':');
  const std::optional<int> signal = process::signal_number(word.substr(0, colon));
  if (!signal) return bad_ladder(word, "write signals and times: TERM:5s,INT:2s,KILL");
  if (colon == std::string::npos) return keep::Rung{*signal, usual_wait};
  const std::optional<milliseconds> wait = parse_duration(word.substr(colon + 1));
  if (!wait) return bad_ladder(word, "its time is none; write 500ms, 5s or 1m");
  return keep::Rung{*signal, *wait};
}

}  // namespace

Result<keep::Ladder> parse_ladder(const std::string& text) {
  keep::Ladder ladder;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    const Result<keep::Rung> rung = parse_rung(text.substr(begin, end - begin));
    if (!rung) return rung.error();
    begin = end + 1;
    if (rung->signal != kill) {
      ladder.push_back(*rung);
    } else if (end != text.size()) {
      return bad_ladder(text, "nothing comes after KILL");
    }
  }
  return ladder;
}

keep::Ladder ladder_of_grace(milliseconds grace) {
  return grace.count() == 0 ? keep::Ladder() : keep::Ladder{{term, grace}};
}

std::string describe(const keep::Ladder& ladder) {
  std::string text;
  for (const keep::Rung& rung : ladder) {
    const std::string name = process::signal_word(rung.signal);
    text += fmt::format("{}:{}ms,", name.empty() ? std::to_string(rung.signal) : name,
                        rung.wait.count());
  }
  return text + "KILL";
}

void add_policy(CLI::App& app, Policy& policy) {
  using When = Policy::When;
  add_choice<When>(
      app, "--restart", policy.when,
      {{"always", When::always}, {"on-failure", When::on_failure}, {"never", When::never}},
      "When to start it again: always (default), on-failure, never")
      ->type_name("WHEN");
  add_exit_rules(app, policy);
  add_limit(app, policy);
  add_delays(app, policy);
}

void add_ladder(CLI::App& app, keep::Ladder& ladder) {
  const auto grace = [&ladder](const std::string& text) {
    const std::optional<milliseconds> time = parse_duration(text);
    if (!time) {
      throw CLI::ValidationError(
          "--grace", fmt::format("'{}' is no duration; write 500ms, 5s or 1m", printable(text)));
    }
    ladder = ladder_of_grace(*time);
  };
  const auto stop = [&ladder](const std::string& text) {
    ladder = taken("--stop", parse_ladder(text));
  };
  auto* option = app.add_option_function<std::string>(
                        "--grace", grace, "How long it may take to stop before force; default 5s")
                     ->type_name("TIME");
  app.add_option_function<std::string>(
         "--stop", stop,
         "How it is stopped: signals with the time each is given, e.g. TERM:5s,INT:2s,KILL")
      ->type_name("LADDER")
      ->excludes(option);
}

}  // namespace watchdog::app
