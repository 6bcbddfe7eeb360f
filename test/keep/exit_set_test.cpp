// SPDX-License-Identifier: MIT
#include "watchdog/keep/exit_set.hpp"

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::keep;
using process::Exit;

namespace {

bool contains(std::string_view text, const Exit& exit) {
  const Result<ExitSet> set = ExitSet::parse(text);
  REQUIRE(set);
  return set->contains(exit);
}

}  // namespace

TEST_CASE("a set of exits has codes, ranges and words") {
  CHECK(contains("3", Exit::code(3)));
  CHECK_FALSE(contains("3", Exit::signal(3)));
  CHECK(contains("1, 100-110", Exit::code(110)));
  CHECK_FALSE(contains("1, 100-110", Exit::code(111)));
  CHECK(contains("0xC0000005", Exit::code(0xC0000005)));
  CHECK(contains("success", Exit::code(0)));
  CHECK(contains("failure", Exit::code(1)));
  CHECK(contains("failure", Exit::signal(9)));
  CHECK(contains("failure", Exit{}));
  CHECK_FALSE(contains("failure", Exit::code(0)));
  CHECK(contains("unknown", Exit{}));
  CHECK_FALSE(contains("0-4294967295,signal", Exit{}));
}

TEST_CASE("a set of exits knows signals by name") {
  const bool has_signals = !process::signal_name(11).empty();
  if (!has_signals) return;
  for (const char* word : {"SEGV", "SIGSEGV", "segv", "signal"})
    CHECK(contains(word, Exit::signal(11)));
  CHECK_FALSE(contains("TERM", Exit::signal(11)));
  CHECK_FALSE(contains("SEGV", Exit::code(11)));
}

TEST_CASE("what is no set of exits is refused with what helps") {
  for (const char* text : {"", ",", "3,", "x", "5-", "-5", "4294967296", "1-2-3", "3;4"}) {
    INFO(text);
    const Result<ExitSet> set = ExitSet::parse(text);
    REQUIRE_FALSE(set);
    CHECK(set.error().message().find("write a code") != std::string::npos);
  }
  CHECK(ExitSet::parse("9-3").error().advice == "a range goes from the smaller code to the larger");
}
