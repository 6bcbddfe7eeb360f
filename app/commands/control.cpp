// SPDX-License-Identifier: MIT
//
// status, start, stop, restart, reexec: what is asked of the watchdogs that keep programs.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <memory>
#include <optional>

#include "command_line.hpp"
#include "commands/commands.hpp"
#include "commands/targets.hpp"
#include "duration.hpp"
#include "exit_code.hpp"
#include "keeping/keepers.hpp"
#include "size.hpp"
#include "suggest.hpp"
#include "system.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/process/target.hpp"
#include "wildcard.hpp"

namespace watchdog::app {
namespace {

using Deed = Request::Deed;

/// Whoever says nothing for so long is stuck.
constexpr milliseconds usual_look{5'000};

constexpr const char* status_examples =
    "Examples:\n"
    "  watchdog status               all that is kept\n"
    "  watchdog status 'web-*'       those whose names begin so\n"
    "  watchdog status app --json    one object per line: state, pid, uptime_ms, restarts ...\n\n"
    "Exit codes: 0 all of them run, 3 some do not, or nothing is kept, 4 no such program is kept,\n"
    "2 usage, 125 watchdog itself failed.\n";

constexpr const char* deed_examples =
    "Examples:\n"
    "  watchdog stop app        stop it, and keep on keeping the others; start brings it back\n"
    "  watchdog start app       start it, also when it waits for its next restart\n"
    "  watchdog restart app     stop it in order and start it; counts as no failure\n"
    "  watchdog reexec --all    after an upgrade of watchdog: become the new one, touch no "
    "program\n\n"
    "Exit codes: 0 done, 3 it came otherwise (another hand, a start that failed), or nothing is "
    "kept, 4\n"
    "no such program is kept, 124 the time was over first, 2 usage, 125 watchdog itself failed.\n";

struct ControlOptions {
  Deed deed = Deed::status;
  std::vector<std::string> names;
  bool all = false;
  bool json = false;
  milliseconds timeout{60'000};
};

std::string text_of(const Fields& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end()) return "";
  return found->is_string() ? printable(found->get_ref<const std::string&>()) : found->dump();
}

std::string duration_of(const Fields& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || !found->is_number()) return "";
  return describe(milliseconds(found->get<long long>()));
}

std::string memory_of(const Fields& row) {
  const auto found = row.find("memory_bytes");
  if (found == row.end() || !found->is_number()) return "";
  return describe_size(found->get<std::uint64_t>());
}

/// What a person wants to know besides: why it does not run, and how it ended last.
std::string remark(const Fields& row) {
  std::string text = text_of(row, "why");
  if (const std::string delay = duration_of(row, "restart_in_ms"); !delay.empty())
    text = "restart in " + delay;
  const auto last = row.find("last_exit");
  if (last == row.end() || !last->is_object()) return text;
  if (!text.empty()) text += "; ";
  return text + fmt::format("{}, {} ago", text_of(*last, "reason"), duration_of(*last, "ago_ms"));
}

constexpr std::size_t column_count = 7;
using TableLine = std::array<std::string, column_count>;

TableLine cells_of(const Fields& row) {
  return {text_of(row, "name"),
          text_of(row, "state"),
          text_of(row, "pid"),
          duration_of(row, "uptime_ms"),
          text_of(row, "restarts"),
          memory_of(row),
          remark(row)};
}

/// No wider than what stands in it: terminals may be narrow. Words begin and numbers end below each
/// other.
std::string as_table(const std::vector<Fields>& rows) {
  std::vector<TableLine> lines{
      {"NAME", "STATE", "PID", "UPTIME", "RESTARTS", "MEMORY", "LAST EXIT"}};
  for (const Fields& row : rows) lines.push_back(cells_of(row));
  std::array<std::size_t, column_count> widths{};
  for (const TableLine& cells : lines) {
    for (std::size_t i = 0; i < column_count; ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string text;
  for (const TableLine& cells : lines) {
    fmt::format_to(std::back_inserter(text), "{:<{}}  {:<{}}", cells[0], widths[0], cells[1],
                   widths[1]);
    for (std::size_t i = 2; i + 1 < column_count; ++i)
      fmt::format_to(std::back_inserter(text), "  {:>{}}", cells[i], widths[i]);
    if (!cells.back().empty()) text += "  " + cells.back();
    text += '\n';
  }
  return text;
}

std::string as_json(const std::vector<Fields>& rows) {
  std::string text;
  for (const Fields& row : rows) text += json_line(row);
  return text;
}

bool is_active(const Fields& row) {
  const std::string state = row.value("state", "");
  return state == "running" || state == "ready";
}

/// Whether what was asked for is so now: another hand may have come in between.
bool is_as_wished(Deed deed, const Fields& row) {
  if (deed == Deed::stop) return row.value("state", "") == "stopped";
  return deed == Deed::reexec || is_active(row);
}

/// One of the names, or patterns, is that of a row's program; none means all.
bool is_meant(const std::vector<std::string>& names, const Fields& row) {
  const std::string name = row.value("name", "");
  return names.empty() || std::any_of(names.begin(), names.end(), [&](const std::string& wanted) {
           return wanted == name || fits(wanted, name);
         });
}

/// `app` is kept as app.exe on Windows. What has that very name comes first.
std::string kept_name(const std::string& said, const std::vector<std::string>& known) {
  if (std::find(known.begin(), known.end(), said) != known.end()) return said;
  const auto meant = std::find_if(known.begin(), known.end(), [&](const std::string& name) {
    return process::is_called(name, said);
  });
  return meant == known.end() ? said : *meant;
}

bool is_pattern(const std::string& name) { return name.find('*') != std::string::npos; }

class Control {
 public:
  explicit Control(const ControlOptions& options)
      : options_(options), names_(options.names), report_({options.json, false}) {}

  int run() {
    const Result<KeeperAnswers> answers = ask_keepers(longest_look(), enough());
    if (!answers) return failed(answers.error());
    const std::vector<KeeperAnswer>& keepers = answers->keepers;
    for (const Error& silent : answers->silent) note(silent);
    for (std::string& name : names_) name = kept_name(name, names_of(keepers));
    if (const auto name = unknown_name(keepers))
      return failure_ ? *failure_ : say_unknown(*name, keepers);
    if (!names_.empty()) failure_.reset();  // Who is silent has none of them.
    const std::vector<Fields> rows =
        options_.deed == Deed::status ? rows_of(keepers) : act(keepers);
    if (!rows.empty()) print(rows);
    if (failure_) return *failure_;
    return rows.empty() ? say_none() : result(rows);
  }

 private:
  milliseconds longest_look() const {
    return options_.deed == Deed::status ? options_.timeout
                                         : std::min(options_.timeout, usual_look);
  }

  /// The names that say whom to wait for; a pattern may mean what nobody has told of yet.
  std::vector<std::string> enough() const {
    const auto& names = options_.names;
    return std::any_of(names.begin(), names.end(), is_pattern) ? std::vector<std::string>() : names;
  }

  static std::vector<std::string> names_of(const std::vector<KeeperAnswer>& keepers) {
    std::vector<std::string> names;
    for (const KeeperAnswer& keeper : keepers) {
      for (const Fields& row : keeper.programs) names.push_back(row.value("name", ""));
    }
    return names;
  }

  std::optional<std::string> unknown_name(const std::vector<KeeperAnswer>& keepers) const {
    const std::vector<std::string> known = names_of(keepers);
    for (const std::string& name : names_) {
      const auto is_it = [&](const std::string& one) { return one == name || fits(name, one); };
      if (std::none_of(known.begin(), known.end(), is_it)) return name;
    }
    return std::nullopt;
  }

  int say_unknown(const std::string& name, const std::vector<KeeperAnswer>& keepers) const {
    const std::string meant = suggest(name, names_of(keepers));
    report_.error(fmt::format("nothing called '{}' is kept{}", printable(name),
                              meant.empty()
                                  ? "; watchdog status lists what is"
                                  : fmt::format("; did you mean '{}'?", printable(meant))));
    return number(ExitCode::unknown);
  }

  int say_none() const {
    Message message;
    message.event = "none";
    message.text = "nothing is kept";
    report_.say(message);
    return number(ExitCode::not_active);
  }

  std::vector<Fields> rows_of(const std::vector<KeeperAnswer>& keepers) const {
    std::vector<Fields> rows;
    for (const KeeperAnswer& keeper : keepers) {
      for (const Fields& row : keeper.programs) {
        if (is_meant(names_, row)) rows.push_back(row);
      }
    }
    return rows;
  }

  std::vector<Fields> act(const std::vector<KeeperAnswer>& keepers) {
    std::vector<KeeperRequest> requests;
    for (const KeeperAnswer& keeper : keepers) {
      Request request{options_.deed, {}};
      for (const Fields& row : rows_of({keeper})) request.names.push_back(row.value("name", ""));
      if (!request.names.empty()) requests.push_back({keeper.endpoint, std::move(request)});
    }
    const auto left = std::chrono::ceil<milliseconds>(deadline_ - Clock::now());
    std::vector<Fields> rows;
    for (const auto& answer : ask_for_deeds(requests, std::max(left, milliseconds(1)))) {
      if (answer) {
        rows.insert(rows.end(), answer->begin(), answer->end());
      } else {
        note(answer.error());
      }
    }
    return rows;
  }

  int result(const std::vector<Fields>& rows) const {
    const auto wished = [&](const Fields& row) { return is_as_wished(options_.deed, row); };
    const bool all = std::all_of(rows.begin(), rows.end(), wished);
    return number(all ? ExitCode::ok : ExitCode::not_active);
  }

  void print(const std::vector<Fields>& rows) const {
    write_output(options_.json ? as_json(rows) : as_table(rows));
  }

  int failed(const Error& error) const {
    return report_.failed(
        error, error.code == std::errc::timed_out ? ExitCode::deadline : ExitCode::own_failure);
  }

  /// Of one watchdog: the others are asked all the same.
  void note(const Error& error) {
    const int code = failed(error);
    failure_ = failure_.value_or(code);
  }

  const ControlOptions& options_;
  std::vector<std::string> names_;  ///< Once it is known what is kept, as it is called there.
  Report report_;
  Time deadline_ = Clock::now() + options_.timeout;
  std::optional<int> failure_;  ///< The first one's exit code.
};

void setup_deed(CLI::App& app, const Line& line, int& exit_code, Deed deed,
                const std::string& help) {
  const auto options = std::make_shared<ControlOptions>();
  options->deed = deed;
  if (deed == Deed::status) options->timeout = usual_look;
  CLI::App& command = *app.add_subcommand(std::string(word(deed)), help);
  command.footer(deed == Deed::status ? status_examples : deed_examples);
  auto* names = command
                    .add_option("NAME", options->names,
                                "Programs by the names they are kept by; * stands for any text")
                    ->type_name("");
  command.add_flag("--json", options->json, "One JSON object per line");
  if (deed != Deed::status) {
    command.add_flag("--all", options->all, "All that is kept")->excludes(names);
  }
  add_duration(command, "--timeout", options->timeout,
               deed == Deed::status ? "Wait no longer for a watchdog that says nothing; default 5s"
                                    : "Wait no longer than that; default 60s");
  command.callback([options, &line, &exit_code] {
    options->names.insert(options->names.end(), line.program.begin(), line.program.end());
    if (options->deed != Deed::status && options->names.empty() && !options->all) {
      throw CLI::ValidationError(
          fmt::format("{0} what? Give a name, or --all: watchdog {0} app", word(options->deed)));
    }
    exit_code = Control(*options).run();
  });
}

}  // namespace

void setup_control(CLI::App& app, const Line& line, int& exit_code) {
  setup_deed(app, line, exit_code, Deed::status, "Show what is kept and how it fares");
  setup_deed(app, line, exit_code, Deed::start, "Start kept programs that do not run");
  setup_deed(app, line, exit_code, Deed::stop, "Stop kept programs, until they are started again");
  setup_deed(app, line, exit_code, Deed::restart,
             "Stop kept programs in order and start them again");
  setup_deed(app, line, exit_code, Deed::reexec,
             "Have their watchdog become what its file is now, under the running programs");
}

}  // namespace watchdog::app
