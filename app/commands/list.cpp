// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <iterator>

#include "commands/commands.hpp"
#include "commands/targets.hpp"
#include "exit_code.hpp"
#include "system.hpp"
#include "watchdog/base/text.hpp"

namespace watchdog::app {
namespace {

using process::Entry;

constexpr const char* list_examples =
    "Examples:\n"
    "  watchdog list                 every process\n"
    "  watchdog list app             those called app\n"
    "  watchdog list /usr/bin/app    those that run that file\n"
    "  watchdog list app --json      one object per line, for programs\n\n"
    "Exit codes: 0 something is listed, 1 nothing matches, 2 usage, 125 watchdog itself failed.\n";

struct ListOptions {
  std::vector<std::string> targets;
  bool json = false;
  bool explain = false;
};

std::string_view kind(const Entry& entry) {
  if (entry.kind == Entry::Kind::kernel) return "kernel";
  return entry.kind == Entry::Kind::zombie ? "zombie" : "user";
}

std::string file(const Entry& entry) {
  if (!entry.image.empty()) return printable(entry.image);
  return fmt::format("({})", entry.kind == Entry::Kind::user ? "hidden" : kind(entry));
}

/// Without a rule nothing is explained.
std::string as_table(const std::vector<Entry>& rows, const block::Rule* rule) {
  std::size_t width = 4;
  for (const Entry& row : rows) width = std::max(width, row.label().size());
  width = std::min<std::size_t>(width, 32);
  std::string text =
      fmt::format("{:>7} {:>7}  {:<{}}  {}\n", "PID", "PARENT", "NAME", width, "FILE");
  for (const Entry& row : rows) {
    fmt::format_to(std::back_inserter(text), "{:>7} {:>7}  {:<{}}  {}\n", row.id.pid, row.parent,
                   printable(row.label()), width, file(row));
    if (rule) text += fmt::format("{:>7} {}\n", "", why(row, rule->judge(row)));
  }
  return text;
}

std::string as_json(const std::vector<Entry>& rows) {
  std::string text;
  for (const Entry& row : rows) {
    text += json_line({{"pid", row.id.pid},
                       {"parent", row.parent},
                       {"name", row.label()},
                       {"title", row.title},
                       {"image", row.image},
                       {"kind", kind(row)}});
  }
  return text;
}

int run_list(const ListOptions& options) {
  const Report report({options.json, false});
  const auto targets = parse_targets(options.targets);
  if (!targets) return report.failed(targets.error(), ExitCode::usage);
  std::vector<std::string> others;
  const auto rows = targets->empty() ? process::list() : process::find(*targets, &others);
  if (!rows) return report.failed(rows.error(), ExitCode::own_failure);
  if (rows->empty()) {
    say_none(report, options.targets, others);
    return number(ExitCode::none_matched);
  }
  const block::Rule rule(*targets, {});
  const bool explained = options.explain && !targets->empty();
  if (!write_output(options.json ? as_json(*rows) : as_table(*rows, explained ? &rule : nullptr)))
    return report.failed({last_system_error(), "write the list", "", ""}, ExitCode::own_failure);
  return number(ExitCode::ok);
}

}  // namespace

void setup_list(CLI::App& app, const Line& line, int& exit_code) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& command = *app.add_subcommand("list", "Show what runs");
  command.footer(list_examples);
  add_targets(command, options->targets, "Only these programs: names, or paths of files");
  add_explain(command, options->explain);
  command.add_flag("--json", options->json, "One JSON object per line");
  command.callback([options, &line, &exit_code] {
    options->targets = all_targets(options->targets, line);
    exit_code = run_list(*options);
  });
}

}  // namespace watchdog::app
