// SPDX-License-Identifier: MIT
//
// Random stories by the thousand, by the million in the gate. One that breaks a rule is told by its
// seed and in its shortest form.
#include "story.hpp"

#include <cstdlib>

#include "support/catch.hpp"

using namespace watchdog;
using test::shortest;
using test::Story;
using test::Turns;

namespace {

/// WD_STORIES asks for more than the usual number.
unsigned story_count() {
  const char* wanted = std::getenv("WD_STORIES");
  return wanted != nullptr ? static_cast<unsigned>(std::strtoul(wanted, nullptr, 10)) : 20'000;
}

std::string told(const std::vector<std::uint32_t>& turns, bool dislikes_hangs = false) {
  std::string diary;
  Story story{Turns(turns)};
  story.dislikes_hangs = dislikes_hangs;
  story.diary = &diary;
  story.breach();
  return diary;
}

}  // namespace

TEST_CASE("no random story breaks a rule of keeping") {
  const unsigned count = story_count();
  for (std::uint32_t seed = 1; seed <= count; ++seed) {
    Story story{Turns(seed)};
    const std::string breach = story.breach();
    if (breach.empty()) continue;
    const auto breaks = [](const auto& turns) { return !Story{Turns(turns)}.breach().empty(); };
    FAIL("story " << seed << ": " << breach << "\n" << told(shortest(story.turns(), breaks)));
  }
  SUCCEED();
}

TEST_CASE("a story that breaks a rule is told in its shortest form") {
  const auto breaks = [](const std::vector<std::uint32_t>& turns) {
    Story story{Turns(turns)};
    story.dislikes_hangs = true;
    return !story.breach().empty();
  };
  unsigned found = 0;
  for (std::uint32_t seed = 1; found < 20; ++seed) {
    REQUIRE(seed < 10'000);
    Story story{Turns(seed)};
    story.dislikes_hangs = true;
    if (story.breach().empty()) continue;
    ++found;
    const std::vector<std::uint32_t> turns = shortest(story.turns(), breaks);
    CHECK(breaks(turns));
    CHECK(turns.size() < story.turns().size());
    const std::string diary = told(turns, true);
    INFO(diary);
    CHECK(diary.find("hangs") != std::string::npos);
    CHECK(std::count(diary.begin(), diary.end(), '\n') < 12);
  }
}
