// SPDX-License-Identifier: MIT
// The code of docs/checkpoint.md about layouts of earlier versions and commits on a timer, built
// and run by the tests.
#include <cereal/types/string.hpp>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>

#include "watchdog/checkpoint/async.hpp"
#include "watchdog/checkpoint/cereal.hpp"

namespace checkpoint = watchdog::checkpoint;
using watchdog::milliseconds;

namespace {

struct PositionV1 {
  std::uint64_t line = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(line);
  }
};

struct PositionV2 {
  std::string file;
  std::uint64_t line = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, line);
  }
};

struct Position {
  std::string place;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(place);
  }
};

void migrate(PositionV1&& from, PositionV2& to) { to = {"unnamed", from.line}; }
void migrate(PositionV2&& from, Position& to) {
  to.place = from.file + ":" + std::to_string(from.line);
}

int complain(const watchdog::Error& error) {
  std::fprintf(stderr, "%s\n", error.message().c_str());
  return 1;
}

/// What the first version of this program did.
int write_first_version(const std::string& path) {
  PositionV1 position;
  auto saved =
      checkpoint::Checkpoint<PositionV1>::open(path, position, {.type = "position", .schema = 1});
  if (!saved) return complain(saved.error());
  const auto done = saved->commit({7});
  return done ? 0 : complain(done.error());
}

int go_on(const std::string& path) {
  Position position;
  auto saved =
      checkpoint::Checkpoint<Position>::open(path, position, {.type = "position", .schema = 3},
                                             checkpoint::From<PositionV1, PositionV2>());
  if (!saved) return complain(saved.error());
  std::printf("%s\n", position.place.c_str());

  std::mutex mutex;
  const checkpoint::CommitEvery<Position> saving(*saved, milliseconds(500), [&] {
    const std::lock_guard lock(mutex);
    return position;
  });
  const std::lock_guard lock(mutex);
  position.place += "!";
  return 0;
}

}  // namespace

/// checkpoint_layouts [--first-version]: in the current folder.
int main(int argc, char**) {
  const std::string path = "layouts.ckpt";
  return argc > 1 ? write_first_version(path) : go_on(path);
}
