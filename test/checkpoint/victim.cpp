// SPDX-License-Identifier: MIT
#include <cstdio>
#include <cstdlib>
#include <string>

#include "payload.hpp"
#include "watchdog/base/arguments.hpp"
#include "watchdog/checkpoint/store.hpp"

/// wdckptvictim FILE LEAST MOST [process]: commits for ever, each state twice as large as the one
/// before, from LEAST bytes to MOST and then MOST again; says the number of each on stdout once the
/// commit has returned. Exit codes: 2 usage, 3 opening failed, 4 the state found is not one it has
/// written, 5 a commit failed. With the last word its commits do not wait for the disk.
using namespace watchdog;
using namespace watchdog::checkpoint;

namespace {

std::size_t size_of(std::uint64_t number, std::size_t least, std::size_t most) {
  std::size_t size = least;
  for (std::uint64_t n = 1; n < number && size < most; ++n) size *= 2;
  return size < most ? size : most;
}

int complain(const Error& error, int code) {
  std::fprintf(stderr, "wdckptvictim: %s\n", error.message().c_str());
  return code;
}

bool is_whole(const Found& found, std::size_t least, std::size_t most) {
  if (std::holds_alternative<Absent>(found)) return true;
  const auto* loaded = std::get_if<Loaded>(&found);
  const auto* older = std::get_if<FellBack>(&found);
  if (!loaded && !older) return false;
  const Snapshot& snapshot = loaded ? loaded->snapshot : older->snapshot;
  const std::size_t size = size_of(snapshot.sequence, least, most);
  return snapshot.payload == test::payload(snapshot.sequence, size);
}

int commit_for_ever(Store& store, std::size_t least, std::size_t most) {
  for (;;) {
    const std::uint64_t number = store.sequence() + 1;
    auto done = store.commit(test::payload(number, size_of(number, least, most)));
    if (!done) return complain(done.error(), 5);
    std::printf("%llu\n", static_cast<unsigned long long>(number));
    std::fflush(stdout);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto words = arguments(argc, argv);
  if (words.size() < 4) return 2;
  const std::size_t least = std::strtoul(words[2].c_str(), nullptr, 10);
  const std::size_t most = std::strtoul(words[3].c_str(), nullptr, 10);
  Options options;
  if (words.back() == "process") options.durability = Durability::process;
  auto opened = Store::open(words[1], options);
  if (!opened) return complain(opened.error(), 3);
  if (!is_whole(opened->found, least, most)) return 4;
  return commit_for_ever(opened->store, least, most);
}
