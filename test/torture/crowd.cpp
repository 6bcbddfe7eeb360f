// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "child.hpp"
#include "experiments.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"
#include "watchdog/checkpoint/inspect.hpp"

namespace watchdog::torture {
namespace {

/// A second writer while the first one writes: refused, with the number of the first.
Outcome second_writer(const Settings& settings, const Life& life) {
  std::filesystem::remove(life.file);
  test::Child first(life.words(settings), settings.file("said"));
  if (!test::wait_until([&] { return last_acknowledged(settings.file("said")) > 0; }))
    return Outcome::hung;
  test::Child second(life.words(settings), settings.file("second"), settings.file("error"));
  if (second.wait() != 3) return Outcome::wrong;
  const std::string message = test::read_file(settings.file("error"));
  const std::string holder = test::read_file(life.file + ".lock");
  first.kill();
  first.wait();
  if (message.find("process " + holder.substr(0, holder.find_first_not_of("0123456789"))) ==
      std::string::npos)
    return Outcome::wrong;
  const std::uint64_t acknowledged = last_acknowledged(settings.file("said"));
  return judge_apart(life.file, {life.sizes, acknowledged, acknowledged + 1, false, false});
}

/// Two that start at once, ten commits each: whoever gets it does all of its own, and nothing of
/// the other's is between them.
Outcome race(const Settings& settings, Life life) {
  std::filesystem::remove(life.file);
  life.count = 10;
  test::Child first(life.words(settings), settings.file("said"));
  test::Child second(life.words(settings), settings.file("second"));
  const std::uint64_t done = (first.wait() == 0 ? 10U : 0U) + (second.wait() == 0 ? 10U : 0U);
  const std::uint64_t told = std::max(last_acknowledged(settings.file("said")),
                                      last_acknowledged(settings.file("second")));
  if (done == 0 || told != done) return Outcome::wrong;
  return judge_apart(life.file, {life.sizes, done, done, false, false});
}

/// Reads again and again while the victim commits: never a state that was not committed, and never
/// an older one than before. A writer that is faster than the reader may keep it from ever seeing
/// one whole; it then says so.
Tally read_beside(const Settings& settings, const Life& life, std::size_t reads) {
  std::filesystem::remove(life.file);
  test::Child writer(life.words(settings), settings.file("said"));
  test::wait_until([&] { return last_acknowledged(settings.file("said")) > 0; });
  std::uint64_t seen = 1;
  return apart(reads, [&](std::size_t) {
    const auto state = checkpoint::read_generation(life.file, 0);
    if (!state) return Outcome::reported;
    const std::uint64_t number = life.sizes.number_of(state->payload);
    if (number == 0 || number < seen) return Outcome::wrong;
    seen = number;
    return Outcome::newest;
  });
}

}  // namespace

void crowd(const Settings& settings, Report& report) {
  for (const std::string& durability : durabilities) {
    const Life life{settings.file("a"), {4096, 4096}, durability, {}};
    Tally second;
    Tally racing;
    for (std::size_t i = 0; i < settings.pick(10, 200); ++i) {
      second.add(second_writer(settings, life));
      racing.add(race(settings, life));
    }
    report.row(fmt::format("a second writer, refused by the number of the first; {}", durability),
               second);
    report.row(fmt::format("two writers that start at once; {}", durability), racing);
    report.row(fmt::format("a reader during commits of 4 KiB; {}", durability),
               read_beside(settings, life, settings.pick(500, 20000)));
    report.row(fmt::format("a reader while the file grows to 8 MB; {}", durability),
               read_beside(settings, {settings.file("a"), {64, 8000000}, durability, {}},
                           settings.pick(20, 50)));
  }
}

}  // namespace watchdog::torture
