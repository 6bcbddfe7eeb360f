// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <limits>
#include <optional>
#include <string>

#include "victim_state.hpp"
#include "watchdog/base/arguments.hpp"
#include "watchdog/base/clock.hpp"
#include "watchdog/checkpoint/store.hpp"

/// wdckptvictim FILE LEAST MOST [DURABILITY [COUNT]]: commits COUNT times, or for ever, each state
/// twice as large as the one before, from LEAST bytes to MOST and then MOST again; says the number
/// of each on stdout once the commit has returned, the nanoseconds of the steady clock, and the
/// number that is known to be on the disk. The durability is `power`, as without a word, `process`,
/// or `periodic` (four generations, synced each 5 ms).
/// Exit codes: 2 usage, 3 opening failed, 4 the state found is not one it has written, 5 a commit
/// failed.
using namespace watchdog;
using namespace watchdog::checkpoint;

namespace {

int complain(const Error& error, int code) {
  std::fprintf(stderr, "wdckptvictim: %s\n", error.message().c_str());
  return code;
}

/// The number of the state that was found, 0 when there was no file; nothing when it is not one
/// that a victim has written.
std::optional<std::uint64_t> number_found(const Found& found, const test::Sizes& sizes) {
  if (std::holds_alternative<Absent>(found)) return 0;
  const auto* loaded = std::get_if<Loaded>(&found);
  const auto* older = std::get_if<FellBack>(&found);
  if (!loaded && !older) return std::nullopt;
  const std::uint64_t number =
      sizes.number_of(loaded ? loaded->snapshot.payload : older->snapshot.payload);
  return number == 0 ? std::nullopt : std::optional(number);
}

/// Which of the victim's numbers is on the disk, by what the store says of its own.
class OnDisk {
 public:
  explicit OnDisk(std::uint64_t found) : number_(found) {}
  std::uint64_t after(const Store& store, std::uint64_t number) {
    committed_.emplace_back(store.sequence(), number);
    for (; !committed_.empty() && committed_.front().first <= store.synced();
         committed_.pop_front())
      number_ = committed_.front().second;
    return number_;
  }

 private:
  std::uint64_t number_;
  std::deque<std::pair<std::uint64_t, std::uint64_t>> committed_;  ///< Theirs and ours.
};

void say(std::uint64_t number, std::uint64_t synced) {
  const auto time = std::chrono::nanoseconds(Clock::now().time_since_epoch());
  std::printf("%llu %lld %llu\n", static_cast<unsigned long long>(number),
              static_cast<long long>(time.count()), static_cast<unsigned long long>(synced));
  std::fflush(stdout);
}

int commit(Store& store, const test::Sizes& sizes, std::uint64_t number, std::uint64_t count) {
  OnDisk on_disk(number);
  for (std::uint64_t done = 0; done < count; ++done) {
    const auto committed = store.commit(sizes.state(++number));
    if (!committed) return complain(committed.error(), 5);
    say(number, on_disk.after(store, number));
  }
  const auto synced = store.sync();
  return synced ? 0 : complain(synced.error(), 5);
}

std::optional<Durability> durability_of(const std::string& word) {
  if (word == "power") return Durability::power;
  if (word == "process") return Durability::process;
  if (word == "periodic") return Durability::periodic;
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
  if (*durability == Durability::periodic) options.generations = 4;
  options.sync_interval = milliseconds(5);
  auto opened = Store::open(words[1], options);
  if (!opened) return complain(opened.error(), 3);
  const auto found = number_found(opened->found, sizes);
  if (!found) return 4;
  return commit(opened->store, sizes, *found,
                words.size() > 5 ? number(5) : std::numeric_limits<std::uint64_t>::max());
}
