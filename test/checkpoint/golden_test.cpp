// SPDX-License-Identifier: MIT
//
// Files of each version of the format, which were made without the library: see golden/make_v1.py.
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/vector.hpp>

#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/cereal.hpp"
#include "watchdog/checkpoint/inspect.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::read_file;
using watchdog::test::TempDir;
using watchdog::test::utf8_path;

namespace {

std::string golden_file(const char* name) {
  return std::string(test::golden_checkpoints) + "/" + name;
}

/// A copy, for those who open it as its user.
std::string copy_of_golden(const TempDir& dir, const char* name) {
  std::filesystem::copy_file(utf8_path(golden_file(name)), dir.path() / name);
  return dir.file(name);
}

std::string text_of_state(const Snapshot& state) {
  return {reinterpret_cast<const char*>(state.payload.data()), state.payload.size()};
}

using Numbered = std::pair<std::uint64_t, std::string>;

}  // namespace

TEST_CASE("a file of version 1 is whole and says what was put into it") {
  const auto two = inspect(golden_file("v1_two_slots.ckpt"));
  REQUIRE(two);
  CHECK(two->verdict == Inspection::Verdict::whole);
  CHECK(two->format == 1);
  CHECK(two->type == "golden");
  CHECK(two->newest() == 3);
  const auto sixteen = inspect(golden_file("v1_sixteen_slots.ckpt"));
  REQUIRE(sixteen);
  CHECK(sixteen->verdict == Inspection::Verdict::whole);
  CHECK(sixteen->type ==
        "gr\xC3\xB6\xC3\x9F"
        "e");
  CHECK(sixteen->slots == 16);
  CHECK(sixteen->newest() == 20);
}

TEST_CASE("a file of version 1 loads, and a commit follows") {
  TempDir dir;
  const std::string path = copy_of_golden(dir, "v1_two_slots.ckpt");
  auto opened = Store::open(path, {"golden", 2});
  REQUIRE(opened);
  const auto* loaded = std::get_if<Loaded>(&opened->found);
  REQUIRE(loaded);
  CHECK(text_of_state(loaded->snapshot) == "{\"level\":3}");
  CHECK(loaded->snapshot.archive == Archive::json);
  CHECK(loaded->snapshot.schema == 2);
  const auto older = opened->store.load(1);
  REQUIRE((older && *older));
  CHECK(text_of_state(**older) == "second");
  CHECK((*older)->schema == 1);
  REQUIRE(opened->store.commit({}));
  CHECK(opened->store.sequence() == 4);
}

TEST_CASE("a file of version 1 whose commits passed over numbers is whole") {
  TempDir dir;
  const std::string path = copy_of_golden(dir, "v1_gaps.ckpt");
  const auto seen = inspect(path);
  REQUIRE(seen);
  CHECK(seen->verdict == Inspection::Verdict::whole);
  auto opened = Store::open(path, {"golden", 1});
  REQUIRE(opened);
  const auto* loaded = std::get_if<Loaded>(&opened->found);
  REQUIRE(loaded);
  CHECK(loaded->snapshot.sequence == 9);
  CHECK(text_of_state(loaded->snapshot) == "newest");
  CHECK(text_of_state(**opened->store.load(2)) == "on the disk");
}

TEST_CASE("a state of version 1 that cereal's archive holds comes back as a value") {
  TempDir dir;
  const std::string path = copy_of_golden(dir, "v1_sixteen_slots.ckpt");
  Numbered state;
  auto opened = Checkpoint<Numbered>::open(path, state,
                                           {"gr\xC3\xB6\xC3\x9F"
                                            "e",
                                            5});
  REQUIRE(opened);
  CHECK(opened->restored().origin == Restored::Origin::loaded);
  CHECK(state == Numbered{20, "state 20"});
  for (std::uint32_t g = 0; g < 16; ++g) {
    REQUIRE(opened->load(g, state));
    CHECK(state.first == 20 - g);
    CHECK(state.second == "state " + std::to_string(20 - g));
  }
}

TEST_CASE("a state of version 1 with a layout comes back, and is written so") {
  TempDir dir;
  const std::string path = copy_of_golden(dir, "v1_layout.ckpt");
  Numbered state;
  REQUIRE(Checkpoint<Numbered>::open(path, state, {"golden", 1}));
  CHECK(state == Numbered{7, "seven"});
  std::pair<std::uint64_t, std::vector<std::uint32_t>> other;
  CHECK(Checkpoint<decltype(other)>::open(path, other, {"golden", 1}).error().code ==
        Errc::other_layout);
  auto opened = Checkpoint<Numbered>::open(dir.file("written"), state, {"golden", 1});
  REQUIRE(opened);
  REQUIRE(opened->commit({7, "seven"}));
  CHECK((read_file(dir.file("written")) == read_file(golden_file("v1_layout.ckpt"))));
}

TEST_CASE("the library writes version 1 byte for byte as its description says") {
  TempDir dir;
  const std::string path = dir.file("written.ckpt");
  const auto commit = [&](const char* text, Archive archive, std::uint32_t schema) {
    auto opened = Store::open(path, {"golden", schema});
    REQUIRE(opened);
    const std::string_view payload(text);
    REQUIRE(opened->store.commit(std::as_bytes(std::span(payload)), archive));
  };
  commit("first", Archive::bytes, 1);
  commit("second", Archive::bytes, 1);
  commit("{\"level\":3}", Archive::json, 2);
  CHECK((read_file(path) == read_file(golden_file("v1_two_slots.ckpt"))));
}
