// SPDX-License-Identifier: MIT
#include "family.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace watchdog::block {
namespace {

using process::Entry;
using process::Identity;
using process::Process;

constexpr int most_rounds = 8;  // Against one that has children faster than they can be counted.

/// What descends from `root` in a table without those that are left alone.
std::vector<Entry> descendants_of(const Rule& rule, const Identity& root,
                                  std::vector<Entry> table) {
  std::erase_if(table, [&](const Entry& entry) {
    return entry.id != root && (entry.kind != Entry::Kind::user || rule.leaves_alone(entry));
  });
  std::map<Identity, Entry> rows;
  std::vector<Entry> found;
  for (const Entry& entry : table) rows.emplace(entry.id, entry);
  for (const Identity& id : process::descendants(table, root.pid)) {
    if (id != root) found.push_back(rows.at(id));
  }
  return found;
}

}  // namespace

std::vector<Relative> hold_family(const Rule& rule, const Process& root, bool stopped,
                                  const std::function<Result<std::vector<Entry>>()>& table) {
  std::vector<Relative> family;
  std::set<Identity> known;
  bool news = true;
  if (stopped) (void)root.suspend();
  for (int round = 0; news && round < most_rounds; ++round) {
    news = false;
    auto rows = table();
    if (!rows) break;
    for (Entry& entry : descendants_of(rule, root.id(), *std::move(rows))) {
      if (!known.insert(entry.id).second) continue;
      auto held = Process::open(entry.id);
      if (!held) continue;  // It is gone.
      if (stopped) (void)held->suspend();
      family.push_back({std::move(entry), *std::move(held)});
      news = stopped;
    }
  }
  return family;
}

}  // namespace watchdog::block
