// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/json.hpp"

#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/checkpoint/inspect.hpp"

using namespace watchdog::checkpoint;
using watchdog::test::TempDir;

namespace {

using Place = std::pair<std::uint32_t, std::string>;

watchdog::Result<Checkpoint<Place, Json>> open_json(const TempDir& dir, Place& place) {
  return Checkpoint<Place, Json>::open(dir.file("a"), place);
}

}  // namespace

TEST_CASE("JSON is another archive: it comes back, and is not taken for the binary one") {
  TempDir dir;
  Place place;
  REQUIRE(open_json(dir, place)->commit({7, "h\xC3\xB6he"}));
  REQUIRE(open_json(dir, place));
  CHECK(place == Place{7, "h\xC3\xB6he"});
  const auto binary = Checkpoint<Place>::open(dir.file("a"), place);
  REQUIRE_FALSE(binary);
  CHECK(binary.error().code == Errc::undecodable);
}

TEST_CASE("JSON names its fields, and its states carry no layout") {
  TempDir dir;
  Place place;
  REQUIRE(open_json(dir, place)->commit({7, "x"}));
  const auto seen = inspect(dir.file("a"));
  REQUIRE(seen);
  CHECK(seen->generations[0].layout == 0);
}

TEST_CASE("what the JSON archive writes is JSON and says so") {
  TempDir dir;
  Place place;
  REQUIRE(open_json(dir, place)->commit({7, "x"}));
  const auto opened = Store::open(dir.file("a"));
  const Snapshot& state = std::get<Loaded>(opened->found).snapshot;
  CHECK(state.archive == Archive::json);
  std::string text(reinterpret_cast<const char*>(state.payload.data()), state.payload.size());
  std::erase_if(text, [](char c) { return c == ' ' || c == '\n'; });
  CHECK(text == R"({"value0":{"first":7,"second":"x"}})");
}

TEST_CASE("JSON that is none, or has more after it, is an error") {
  TempDir dir;
  const std::string text = GENERATE("{\"value0\": 1", "{\"value0\": 1} {}", "", "[[[[");
  {
    auto opened = Store::open(dir.file("a"));
    REQUIRE(opened->store.commit(std::as_bytes(std::span(text)), Archive::json));
  }
  int number = 7;
  CHECK_FALSE(Checkpoint<int, Json>::open(dir.file("a"), number));
  CHECK(number == 7);
}
