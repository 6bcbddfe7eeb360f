// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include "experiments.hpp"
#include "scratch.hpp"
#include "support/temp_dir.hpp"

namespace watchdog::torture {
namespace {

constexpr test::Sizes doubling{1500, 48000};
constexpr std::uint64_t commits = 8;

/// A victim on a disk of that size: what it was told it has committed is there; with more room it
/// goes on. True when it needed no more.
bool live_on(const Settings& settings, std::size_t kilobytes, const std::string& durability,
             Tally& tally) {
  const SmallDisk disk(settings.file("disk"), kilobytes);
  Life life{settings.file("disk/a"), doubling, durability, commits};
  const auto code = run(life.words(settings), settings.file("said"));
  const std::uint64_t acknowledged = last_acknowledged(settings.file("said"));
  tally.add(!code ? Outcome::hung
            : *code > 128
                ? Outcome::crashed
                : judge_apart(life.file, {doubling, acknowledged, acknowledged + 1, false, false}));
  if (code == 0) return true;
  if (!disk.resize(10'000)) return false;
  life.count = commits - acknowledged;
  const auto again = run(life.words(settings), settings.file("said"));
  tally.add(again == 0 ? judge_apart(life.file, {doubling, commits, commits + 1, false, false})
                       : Outcome::lost);
  return false;
}

/// Once the file is there, a disk without a free byte is no hindrance.
Outcome commit_on_full(const Settings& settings, const std::string& durability) {
  const SmallDisk disk(settings.file("disk"), 200);
  Life life{settings.file("disk/a"), {4096, 4096}, durability, 3};
  if (run(life.words(settings)) != 0) return Outcome::lost;
  std::ofstream filler(settings.file("disk/filler"));
  while (filler << 'x' << std::flush) {
  }
  life.count = 50;
  // The lock file takes no page before it is signed, and does without.
  if (run(life.words(settings), settings.file("said")) != 0) return Outcome::lost;
  return judge_apart(life.file, {life.sizes, 53, 53, false, false});
}

}  // namespace

void fill_the_disk(const Settings& settings, Report& report) {
  if (!have_own_mounts()) return report.skip("nothing may be mounted");
  const std::size_t step = settings.pick(28, 4);
  for (const std::string& durability : durabilities) {
    Tally tally;
    for (std::size_t kilobytes = 4; !live_on(settings, kilobytes, durability, tally);)
      kilobytes += step;
    report.row(fmt::format("a disk of each size up to enough, then more room; {}", durability),
               tally);
    Tally full;
    full.add(commit_on_full(settings, durability));
    report.row(fmt::format("50 commits on a disk without a free byte; {}", durability), full);
  }
}

}  // namespace watchdog::torture
