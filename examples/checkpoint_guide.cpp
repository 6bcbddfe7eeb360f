// SPDX-License-Identifier: MIT
// The code of docs/checkpoint.md, built and run by the tests, which compare the two.
#include <cereal/types/string.hpp>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <variant>

#include "watchdog/checkpoint/cereal.hpp"

namespace checkpoint = watchdog::checkpoint;

namespace {

struct Position {
  std::string file;
  std::uint64_t line = 0;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, line);
  }
};

int complain(const watchdog::Error& error) {
  std::fprintf(stderr, "%s\n", error.message().c_str());
  return 1;
}

int keep_position(const std::string& path, bool start_over) {
  const checkpoint::Options options{.type = "position", .schema = 1};
  Position position;
  auto saved = checkpoint::Checkpoint<Position>::open(path, position, options);
  if (!saved && start_over) {
    if (auto aside = checkpoint::put_aside(path); !aside) return complain(aside.error());
    saved = checkpoint::Checkpoint<Position>::open(path, position, options);
  }
  if (!saved) return complain(saved.error());
  ++position.line;
  auto done = saved->commit(position);
  return done ? 0 : complain(done.error());
}

int keep_bytes(const std::string& path, const std::string& text) {
  auto opened = checkpoint::Store::open(path, {.type = "log", .schema = 2});
  if (!opened) return complain(opened.error());
  if (const auto* loaded = std::get_if<checkpoint::Loaded>(&opened->found))
    std::printf("version %u, %zu bytes\n", loaded->snapshot.schema,
                loaded->snapshot.payload.size());
  auto written = opened->store.commit(std::as_bytes(std::span(text)));
  return written ? 0 : complain(written.error());
}

}  // namespace

/// checkpoint_guide [--start-over]: goes through all of it in the current folder.
int main(int argc, char**) {
  const int position = keep_position("guide.ckpt", argc > 1);
  return position == 0 ? keep_bytes("guide-bytes.ckpt", "four score and seven") : position;
}
