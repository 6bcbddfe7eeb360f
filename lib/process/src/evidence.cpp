// SPDX-License-Identifier: MIT
#include "watchdog/process/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "watchdog/process/vitals.hpp"
#include "witness.hpp"

namespace watchdog::process {
namespace {

constexpr std::size_t most_processes = 32;
constexpr std::size_t most_bytes = std::size_t{256} * 1024;

std::string_view word(Vitals::Activity activity) {
  switch (activity) {
    case Vitals::Activity::active:
      return "active";
    case Vitals::Activity::stopped:
      return "stopped";
    case Vitals::Activity::uninterruptible:
      return "waiting uninterruptibly";
    case Vitals::Activity::zombie:
      return "zombie";
    case Vitals::Activity::unknown:
      break;
  }
  return "unknown";
}

double seconds(milliseconds time) { return static_cast<double>(time.count()) / 1000; }

void describe(const Entry& entry, EvidenceText& text) {
  text.line(0,
            fmt::format("process {} '{}', parent {}", entry.id.pid, entry.label(), entry.parent));
  const Result<Vitals> now = vitals(entry.id);
  if (!now) return text.line(1, now.error().message());
  text.line(1, fmt::format("state: {}; age: {:.3f} s; CPU time: {:.3f} s; memory: {} KiB; threads: "
                           "{}",
                           word(now->activity), seconds(now->age), seconds(now->cpu_time),
                           now->resident_bytes / 1024, now->threads));
  if (now->activity != Vitals::Activity::zombie) witness::describe(entry, text);
}

}  // namespace

std::string evidence(const Identity& id) {
  EvidenceText text(most_bytes);
  const Result<std::vector<Entry>> table = witness::table();
  if (!table) {
    text.line(0, table.error().message());
    return std::move(text).take();
  }
  const std::vector<Identity> family = descendants(*table, id.pid);
  if (family.empty() || family.front() != id) {
    text.line(0, fmt::format("process {} is gone", id.pid));
    return std::move(text).take();
  }
  for (std::size_t i = 0; i < std::min(family.size(), most_processes); ++i) {
    const auto row = std::find_if(table->begin(), table->end(),
                                  [&](const Entry& entry) { return entry.id == family[i]; });
    describe(*row, text);
  }
  if (family.size() > most_processes)
    text.line(0, fmt::format("and {} more processes", family.size() - most_processes));
  return std::move(text).take();
}

}  // namespace watchdog::process
