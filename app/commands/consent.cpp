// SPDX-License-Identifier: MIT
#include "commands/consent.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <map>

#include "keeping/blockers.hpp"
#include "keeping/keepers.hpp"
#include "system.hpp"
#include "watchdog/base/text.hpp"
#include "watchdog/block/look.hpp"

namespace watchdog::app {
namespace {

using process::Entry;

constexpr milliseconds keeper_patience(1'000);

bool agreed() {
  std::string answer;
  std::getline(std::cin, answer);
  return lower_ascii(answer) == "y" || lower_ascii(answer) == "yes";
}

bool is_meant(const block::Rule& rule, const Fields& row) {
  const auto pid = row.value("pid", process::Pid{0});
  const auto runs = pid != 0 ? process::inspect(pid) : Error{};
  if (runs) return block::look(rule, *runs).ends();
  return ends_program(rule, row.value("name", ""));
}

}  // namespace

std::string crowd(const std::vector<Entry>& entries) {
  constexpr std::size_t most_names = 8;
  std::map<std::string, std::size_t> counts;
  for (const Entry& entry : entries) ++counts[printable(entry.label())];
  std::vector<std::pair<std::string, std::size_t>> names(counts.begin(), counts.end());
  std::stable_sort(names.begin(), names.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string text = fmt::format("{} process{}", entries.size(), entries.size() == 1 ? "" : "es");
  for (std::size_t i = 0; i < std::min(names.size(), most_names); ++i) {
    text += (i == 0 ? ": " : ", ") + names[i].first;
    if (names[i].second > 1) text += fmt::format(" ({})", names[i].second);
  }
  return names.size() > most_names ? text + " ..." : text;
}

Result<void> consent(const Aim& aim, bool yes, const std::string& command) {
  std::vector<Entry> meant;
  for (const Entry& entry : aim.table) {
    if (!yes && block::look(aim.rule, entry).ends()) meant.push_back(entry);
  }
  if (meant.size() <= a_handful) return {};
  const Error refused{{}, command, crowd(meant), "--yes says that all of them are meant"};
  if (!somebody_there()) return refused;
  write_error(fmt::format("watchdog: {} {}? [y/N] ", command, crowd(meant)));
  if (agreed()) return {};
  return Error{{}, command, crowd(meant), "you did not agree"};
}

void add_yes(CLI::App& app, bool& yes) {
  app.add_flag("-y,--yes", yes,
               fmt::format("Don't ask, also when more than {} processes are meant", a_handful));
}

Result<void> check_not_kept(const block::Rule& rule) {
  const auto keepers = ask_keepers(keeper_patience);
  if (!keepers) return {};  // A keeper that does not answer is no reason to let a program run.
  for (const KeeperAnswer& keeper : keepers->keepers) {
    for (const Fields& row : keeper.programs) {
      if (!is_meant(rule, row)) continue;
      const std::string name = row.value("name", "");
      return Error{
          {},
          "block",
          name,
          fmt::format("a watchdog keeps it alive; 'watchdog stop {}' ends that", printable(name))};
    }
  }
  return {};
}

}  // namespace watchdog::app
