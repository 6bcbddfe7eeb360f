// SPDX-License-Identifier: MIT
//
// States of earlier versions of a program.
#include <cereal/types/string.hpp>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/cereal.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::read_file;
using watchdog::test::TempDir;

namespace versions {

struct V1 {
  int line = 0;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(line);
  }
};
struct V2 {
  int line = 0;
  std::string file;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(file, line);
  }
};
struct V3 {
  std::string place;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(place);
  }
};

void migrate(V1&& from, V2& to) {
  if (from.line < 0) throw std::runtime_error("a line below zero");
  to = {from.line, "unnamed"};
}
void migrate(V2&& from, V3& to) { to.place = from.file + ":" + std::to_string(from.line); }

}  // namespace versions

namespace {

using namespace versions;

Options schema(std::uint32_t version) {
  Options options;
  options.type = "place";
  options.schema = version;
  return options;
}

template <class T>
void write(const std::string& path, std::uint32_t version, const T& state) {
  T ignored;
  auto opened = Checkpoint<T>::open(path, ignored, schema(version));
  REQUIRE(opened);
  REQUIRE(opened->commit(state));
}

Result<Checkpoint<V3>> open_third(const std::string& path, V3& state) {
  return Checkpoint<V3>::open(path, state, schema(3), From<V1, V2>());
}

}  // namespace

TEST_CASE("a state of each earlier version is brought to the present one, step by step") {
  TempDir dir;
  write(dir.file("1"), 1, V1{12});
  write(dir.file("2"), 2, V2{7, "b.txt"});
  write(dir.file("3"), 3, V3{"c.txt:1"});
  V3 state;
  REQUIRE(open_third(dir.file("1"), state));
  CHECK(state.place == "unnamed:12");
  REQUIRE(open_third(dir.file("2"), state));
  CHECK(state.place == "b.txt:7");
  REQUIRE(open_third(dir.file("3"), state));
  CHECK(state.place == "c.txt:1");
}

TEST_CASE("until the next commit the file is the earlier version's; then the present one's") {
  TempDir dir;
  const std::string path = dir.file("a");
  write(path, 1, V1{12});
  const std::string before = read_file(path);
  V3 state;
  {
    auto opened = open_third(path, state);
    REQUIRE(opened);
    CHECK(read_file(path) == before);
    REQUIRE(opened->commit({"d.txt:2"}));
    REQUIRE(opened->load(1, state));
    CHECK(state.place == "unnamed:12");  // Older generations are migrated as well.
  }
  REQUIRE(Checkpoint<V3>::open(path, state, schema(3)));
  CHECK(state.place == "d.txt:2");
}

TEST_CASE("a version before the first known one is refused, and so is a newer one, untouched") {
  TempDir dir;
  write(dir.file("1"), 1, V1{12});
  write(dir.file("4"), 4, V3{"e.txt:9"});
  const std::string before = read_file(dir.file("1")) + read_file(dir.file("4"));
  V3 state{"as it was"};
  const auto oldest = Checkpoint<V3>::open(dir.file("1"), state, schema(3), From<V2>());
  CHECK(oldest.error().code == Errc::older_schema);
  CHECK(open_third(dir.file("4"), state).error().code == Errc::newer_schema);
  CHECK(state.place == "as it was");
  CHECK(read_file(dir.file("1")) + read_file(dir.file("4")) == before);
}

TEST_CASE("a migration that throws is an error and leaves the state and the file alone") {
  TempDir dir;
  write(dir.file("a"), 1, V1{-1});
  V3 state{"as it was"};
  const auto opened = open_third(dir.file("a"), state);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::undecodable);
  CHECK(opened.error().message().find("a line below zero") != std::string::npos);
  CHECK(state.place == "as it was");
}

TEST_CASE("a type that was changed without its version is caught by its layout") {
  TempDir dir;
  write(dir.file("a"), 1, V2{7, "b.txt"});
  V3 state;
  const auto opened = Checkpoint<V3>::open(dir.file("a"), state, schema(1));
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::other_layout);
}
