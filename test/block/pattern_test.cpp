// SPDX-License-Identifier: MIT
#include "watchdog/block/pattern.hpp"

#include "support/catch.hpp"
#include "watchdog/base/clock.hpp"

using namespace watchdog;
using block::Pattern;

namespace {

Pattern parse(const std::string& text, bool fold_case = false) {
  auto pattern = Pattern::parse(text, fold_case);
  REQUIRE(pattern);
  return *std::move(pattern);
}

std::string refusal(const std::string& text) {
  const auto pattern = Pattern::parse(text);
  REQUIRE_FALSE(pattern);
  CHECK(pattern.error().code == std::error_code());
  return pattern.error().message();
}

}  // namespace

TEST_CASE("a pattern means the whole of a name or any part of a command line") {
  const Pattern fire = parse("fire");
  CHECK(fire.matches("fire"));
  CHECK_FALSE(fire.matches("firefox"));
  CHECK(fire.found_in("/usr/bin/firefox --new"));
  CHECK(parse("fire.*").matches("firefox"));
  CHECK(parse("game[0-9]+").matches("game12"));
  CHECK_FALSE(parse("game[0-9]+").matches("game"));
}

TEST_CASE("a pattern folds case only where names do") {
  CHECK_FALSE(parse("Game").matches("gAME"));
  CHECK(parse("Game", true).matches("gAME"));
}

TEST_CASE("what is no pattern is refused with the reason") {
  CHECK(refusal("a(b").find("'a(b'; a parenthesis has no partner") != std::string::npos);
  CHECK(refusal("[a").find("a bracket has no partner") != std::string::npos);
  CHECK(refusal("*a").find("a repetition nothing to repeat") != std::string::npos);
  CHECK(refusal("").find("it is empty") != std::string::npos);
  CHECK(refusal(std::string(257, 'a')).find("longer than 256 bytes") != std::string::npos);
  CHECK(Pattern::parse(std::string(256, 'a')));
}

TEST_CASE("a text that a stranger made for it takes no pattern long") {
  const Time before = Clock::now();
  const std::string as(32'768, 'a');
  (void)parse("(a+)+b").matches(as.substr(0, 255));
  (void)parse("(a|a)*b").found_in(as.substr(0, 255));
  (void)parse(".*.*.*b").matches(as);
  CHECK(Clock::now() - before < std::chrono::seconds(10));
}
