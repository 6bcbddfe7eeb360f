// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <optional>
#include <string>

#include "victim_state.hpp"
#include "watchdog/base/arguments.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/checkpoint/store.hpp"

/// wdckptvictim FILE LEAST MOST [DURABILITY [COUNT]]: commits COUNT times, or for ever, each state
/// twice as large as the one before, from LEAST bytes to MOST and then MOST again; says the number
/// of each on stdout once the commit has returned, and the nanoseconds of the steady clock. The
/// durability is `power`, as without a word, or `process`.
/// Exit codes: 2 usage, 3 opening failed, 4 the state found is not one it has written, 5 a commit
/// failed.
using namespace watchdog;
using namespace watchdog::checkpoint;

namespace {

int complain(const Error& error, int code) {
  std::fprintf(stderr, "wdckptvictim: %s\n", error.message().c_str());
  return code;
}

bool is_whole(const Found& found, const test::Sizes& sizes) {
  if (std::holds_alternative<Absent>(found)) return true;
  const auto* loaded = std::get_if<Loaded>(&found);
  const auto* older = std::get_if<FellBack>(&found);
  if (!loaded && !older) return false;
  const Snapshot& snapshot = loaded ? loaded->snapshot : older->snapshot;
  return sizes.is_state(snapshot.sequence, snapshot.payload);
}

void say(std::uint64_t number) {
  const auto time = std::chrono::nanoseconds(Clock::now().time_since_epoch());
  std::printf("%llu %lld\n", static_cast<unsigned long long>(number),
              static_cast<long long>(time.count()));
  std::fflush(stdout);
}

int commit(Store& store, const test::Sizes& sizes, std::uint64_t count) {
  for (std::uint64_t done = 0; done < count; ++done) {
    const std::uint64_t number = store.sequence() + 1;
    const auto committed = store.commit(test::payload(number, sizes.of(number)));
    if (!committed) return complain(committed.error(), 5);
    say(number);
  }
  return 0;
}

std::optional<Durability> durability_of(const std::string& word) {
  if (word == "power") return Durability::power;
  if (word == "process") return Durability::process;
  return std::nullopt;
}

}  // namespace

int main(int argc, char** argv) {
  const auto words = arguments(argc, argv);
  if (words.size() < 4) return 2;
  const auto number = [&](std::size_t i) { return std::strtoull(words[i].c_str(), nullptr, 10); };
  const test::Sizes sizes{static_cast<std::size_t>(number(2)), static_cast<std::size_t>(number(3))};
  const auto durability = durability_of(words.size() > 4 ? words[4] : "power");
  if (!durability) return 2;
  Options options;
  options.durability = *durability;
  auto opened = Store::open(words[1], options);
  if (!opened) return complain(opened.error(), 3);
  if (!is_whole(opened->found, sizes)) return 4;
  return commit(opened->store, sizes,
                words.size() > 5 ? number(5) : std::numeric_limits<std::uint64_t>::max());
}
