// SPDX-License-Identifier: MIT
#include "app/program.hpp"
#include "commands/policy_options.hpp"
#include "commands/story.hpp"

using namespace watchdog;
using namespace watchdog::app;
using namespace watchdog::test;
using process::Exit;

namespace {

/// What `watchdog plan --json WORDS` prints, a row an end.
std::vector<nlohmann::json> plan(std::vector<std::string> words) {
  words.insert(words.begin(), {"plan", "--json"});
  Watchdog watchdog(std::move(words));
  CHECK(watchdog.wait() == Exit::code(0));
  std::vector<nlohmann::json> rows;
  std::istringstream in(watchdog.out());
  for (std::string line; std::getline(in, line);) rows.push_back(nlohmann::json::parse(line));
  return rows;
}

}  // namespace

TEST_CASE("a plan shows the delays of a crash loop without their jitter") {
  const auto rows = plan({"exit 3 after 2s x10"});
  REQUIRE(rows.size() == 10);
  const std::vector<int> delays{0, 100, 200, 400, 800, 1'600, 3'200, 6'400, 12'800, 25'600};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].at("then") == "restart");
    CHECK(rows[i].at("attempt") == i + 1);
    CHECK(rows[i].at("delay_ms") == delays[i]);
    CHECK(rows[i].at("code") == 3);
  }
  CHECK(rows[2].at("at_ms") == 6'100);
}

TEST_CASE("a plan ends where the policy gives up or is content") {
  const auto gave_up = plan({"--give-up-after", "2", "exit 1 x9"});
  REQUIRE(gave_up.size() == 3);
  CHECK(gave_up.back().at("then") == "give up");
  const auto content = plan({"--restart", "on-failure", "exit 1 x2, exit 0 after 1h, exit 1"});
  REQUIRE(content.size() == 3);
  CHECK(content.back().at("then") == "finish");
}

TEST_CASE("a plan knows the rules for exits, hangs and the limit that slows down") {
  const auto rules = plan({"--restart", "never", "--restart-on", "3", "exit 3, hang"});
  CHECK(rules.at(0).at("then") == "restart");
  CHECK(rules.at(1).at("then") == "finish");
  const auto slow = plan(
      {"--give-up-after", "1", "--at-limit", "slow-down", "--max-delay", "7s", "exit 1 x2, hang"});
  REQUIRE(slow.size() == 3);
  CHECK(slow[1].at("flapping") == true);
  CHECK(slow[1].at("delay_ms") == 7'000);
  CHECK(slow[2].at("flapping") == false);
}

TEST_CASE("a plan is a table for people") {
  Watchdog watchdog({"plan", "exit 3 after 2s x2"});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.out().find("exit code 3 after 2 s") != std::string::npos);
  CHECK(watchdog.out().find("restart 2 in 100 ms") != std::string::npos);
}

TEST_CASE("a story takes the codes of Windows as a plan shows them") {
  Watchdog watchdog({"plan", "--stop-on", "0xC0000005", "exit 0xC0000005"});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.out().find("exit code 0xC0000005 (access violation)") != std::string::npos);
  CHECK(watchdog.out().find("finish") != std::string::npos);
}

TEST_CASE("a story that makes no sense is refused with what helps") {
  const auto advice = [](const std::string& text) {
    const auto story = parse_story(text);
    REQUIRE_FALSE(story);
    return story.error().message();
  };
  CHECK(advice("").find("exit 3 after 2s x10") != std::string::npos);
  CHECK(advice("exit").find("a code follows") != std::string::npos);
  CHECK(advice("exit x").find("a code follows") != std::string::npos);
  CHECK(advice("dies").find("a program ends by") != std::string::npos);
  CHECK(advice("exit 1 after soon").find("a time follows") != std::string::npos);
  CHECK(advice("exit 1 x0").find("how often") != std::string::npos);
  CHECK(advice("exit 1,").find("exit 3 after 2s x10") != std::string::npos);
  Watchdog watchdog({"plan", "exit 1 sometimes"});
  CHECK(watchdog.wait() == Exit::code(2));
  CHECK(watchdog.says("'sometimes'"));
}

TEST_CASE("a ladder is signals with times and ends with force") {
  const Result<keep::Ladder> ladder = parse_ladder("TERM:5s,INT:250ms,KILL");
  REQUIRE(ladder);
  REQUIRE(ladder->size() == 2);
  CHECK((*ladder)[0].signal == 15);
  CHECK((*ladder)[0].wait == milliseconds(5'000));
  CHECK((*ladder)[1].wait == milliseconds(250));
  CHECK(app::describe(*ladder) == "TERM:5000ms,INT:250ms,KILL");
  CHECK(parse_ladder("KILL")->empty());
  for (const char* text : {"", "TERM:x", "NOSUCH", "KILL,TERM", "TERM,,KILL"}) {
    INFO(text);
    CHECK_FALSE(parse_ladder(text));
  }
}
