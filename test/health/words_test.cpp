// SPDX-License-Identifier: MIT
#include "watchdog/health/words.hpp"

#include <array>
#include <random>

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::health;

TEST_CASE("words are taken from a message") {
  const Words words = parse_words(
      "READY=1\nSTATUS=42 of 100\nMAINPID=4711\nWATCHDOG=1\nWATCHDOG_USEC=3000000\n"
      "EXTEND_TIMEOUT_USEC=500\nERRNO=2");
  CHECK(words.ready);
  CHECK(words.alive);
  CHECK_FALSE(words.trigger);
  CHECK_FALSE(words.stopping);
  CHECK(words.status == "42 of 100");
  CHECK(words.main_pid == process::Pid{4711});
  CHECK(words.watchdog_usec == microseconds(3'000'000));
  CHECK(words.extend_timeout == microseconds(500));
  CHECK(words.error_number == 2);
}

TEST_CASE("of ready, reloading and stopping the last that was said counts") {
  CHECK(parse_words("READY=1\nSTOPPING=1").stopping);
  CHECK_FALSE(parse_words("READY=1\nSTOPPING=1").ready);
  CHECK(parse_words("STOPPING=1\nREADY=1\n").ready);
  CHECK(parse_words("RELOADING=1\nMONOTONIC_USEC=5").reloading);
}

TEST_CASE("a program may ask to be taken for hung") {
  CHECK(parse_words("WATCHDOG=trigger").trigger);
  CHECK_FALSE(parse_words("WATCHDOG=trigger").alive);
}

TEST_CASE("words that make no sense are ignored, and the rest counts") {
  const Words words = parse_words(
      "READY=yes\nSTOPPING=\nWATCHDOG=0\nMAINPID=-1\nMAINPID=0\nMAINPID=99999999999\n"
      "WATCHDOG_USEC=12s\nEXTEND_TIMEOUT_USEC= 1\nERRNO=two\nready=1\n=1\nFDSTORE=1\n\n===\nREADY\n"
      "X_OF_OURS=1\nSTATUS=on");
  CHECK_FALSE((words.ready || words.stopping || words.reloading || words.alive || words.trigger));
  CHECK_FALSE((words.main_pid || words.watchdog_usec || words.extend_timeout));
  CHECK_FALSE(words.error_number);
  CHECK(words.status == "on");
}

TEST_CASE("a value that makes no sense leaves the one before it") {
  CHECK(parse_words("MAINPID=7\nMAINPID=x").main_pid == process::Pid{7});
}

TEST_CASE("a time without end is a year") {
  const Words words = parse_words("EXTEND_TIMEOUT_USEC=18446744073709551615");
  CHECK(words.extend_timeout == std::chrono::hours(366 * 24));
}

TEST_CASE("a long status is cut, but not within a character") {
  CHECK(parse_words("STATUS=" + std::string(1000, 'x')).status == std::string(256, 'x'));
  CHECK(
      parse_words("STATUS=x" + std::string(200, ' ') + std::string(54, 'y') + "\xC3\xA4").status ==
      "x" + std::string(200, ' ') + std::string(54, 'y'));
}

TEST_CASE("what is beyond the longest message is not read") {
  const std::string filler = "X=" + std::string(longest_message - 3, 'x') + "\n";
  REQUIRE(filler.size() == longest_message);
  CHECK_FALSE(parse_words(filler + "READY=1").ready);
  CHECK(parse_words(filler.substr(8) + "READY=1").ready);
}

TEST_CASE("no random message is more than words") {
  constexpr std::array<std::string_view, 16> pieces{
      "READY=1", "WATCHDOG=", "trigger", "STATUS=", "MAINPID=",       "\n", "=",    "1",
      "-",       "\0x",       "\xFF",    "9999999", "WATCHDOG_USEC=", "\r", "\x1B", "STOPPING=1"};
  for (std::uint32_t seed = 1; seed <= 20'000; ++seed) {
    std::mt19937 random(seed);
    std::string message;
    for (auto i = random() % 40; i > 0; --i) message += pieces[random() % pieces.size()];
    const Words words = parse_words(message);
    INFO("seed " << seed);
    REQUIRE(words.ready + words.reloading + words.stopping <= 1);
    REQUIRE((!words.status || words.status->size() <= 256));
    REQUIRE((!words.status || words.status->find('\n') == std::string::npos));
    REQUIRE((!words.main_pid || *words.main_pid > 0));
    REQUIRE((!words.watchdog_usec || words.watchdog_usec->count() >= 0));
  }
}
