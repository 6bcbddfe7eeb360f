// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <iterator>

#include "commands/commands.hpp"
#include "commands/targets.hpp"
#include "exit_code.hpp"
#include "system.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/block/look.hpp"

namespace watchdog::app {
namespace {

using process::Entry;

constexpr const char* list_examples =
    "Examples:\n"
    "  watchdog list                 every process\n"
    "  watchdog list app             those called app\n"
    "  watchdog list /usr/bin/app    those that run that file\n"
    "  watchdog list app --json      one object per line, for programs\n"
    "  watchdog list --user kim      those of a user\n\n"
    "Exit codes: 0 something is listed, 1 nothing matches, 2 usage, 125 watchdog itself failed.\n";

struct ListOptions {
  Who who;
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

/// Who is listed, and why.
struct Row {
  Entry entry;
  block::Verdict verdict;  ///< Without a ground everybody is.
};

std::string as_table(const std::vector<Row>& rows, bool explain) {
  std::size_t width = 4;
  for (const Row& row : rows) width = std::max(width, row.entry.label().size());
  width = std::min<std::size_t>(width, 32);
  std::string text =
      fmt::format("{:>7} {:>7}  {:<{}}  {}\n", "PID", "PARENT", "NAME", width, "FILE");
  for (const auto& [row, verdict] : rows) {
    fmt::format_to(std::back_inserter(text), "{:>7} {:>7}  {:<{}}  {}\n", row.id.pid, row.parent,
                   printable(row.label()), width, file(row));
    if (explain && verdict.named()) text += fmt::format("{:>7} {}\n", "", why(verdict));
  }
  return text;
}

std::string as_json(const std::vector<Row>& rows, bool explain) {
  std::string text;
  for (const auto& [row, verdict] : rows) {
    Fields fields{{"pid", row.id.pid},  {"parent", row.parent}, {"name", row.label()},
                  {"title", row.title}, {"image", row.image},   {"kind", kind(row)}};
    if (explain) fields.update(grounds_of(verdict));
    text += json_line(fields);
  }
  return text;
}

/// Those that `rule` means; all when it means nobody.
Result<std::vector<Row>> rows_of(const block::Rule& rule) {
  const bool all = !rule.terms().any();
  auto table = process::find_if([&](const Entry& row) { return all || rule.may_mean(row); });
  if (!table) return std::move(table).error();
  std::vector<Row> rows;
  for (Entry& entry : *table) {
    block::Verdict verdict = block::look(rule, entry);
    if (all || verdict.named()) rows.push_back({std::move(entry), std::move(verdict)});
  }
  return rows;
}

int run_list(const ListOptions& options) {
  const Report report({options.json, false});
  auto terms = terms_of(options.who);
  if (!terms) return report.failed(terms.error(), ExitCode::usage);
  const block::Rule rule(*std::move(terms), {});
  const auto rows = rows_of(rule);
  if (!rows) return report.failed(rows.error(), ExitCode::own_failure);
  if (rows->empty()) {
    say_none(report, rule.terms());
    return number(ExitCode::none_matched);
  }
  if (!write_output(options.json ? as_json(*rows, options.explain)
                                 : as_table(*rows, options.explain)))
    return report.failed({last_system_error(), "write the list", "", ""}, ExitCode::own_failure);
  return number(ExitCode::ok);
}

}  // namespace

void setup_list(CLI::App& app, const Line& line, int& exit_code) {
  const auto options = std::make_shared<ListOptions>();
  CLI::App& command = *app.add_subcommand("list", "Show what runs");
  command.footer(list_examples);
  add_who(command, options->who, "Only these programs: names, or paths of files");
  add_explain(command, options->explain);
  command.add_flag("--json", options->json, "One JSON object per line");
  command.callback([options, &line, &exit_code] {
    complete_who(options->who, line, "");
    exit_code = run_list(*options);
  });
}

}  // namespace watchdog::app
