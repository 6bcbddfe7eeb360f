// SPDX-License-Identifier: MIT
#include "watchdog/control/client.hpp"

#include <algorithm>

#include "checkpoint/child.hpp"
#include "stage.hpp"
#include "support/paths.hpp"

using namespace watchdog;
using namespace watchdog::control;
using namespace watchdog::test;

namespace {

bool is_dead(const Error& error) {
  return error.code == std::errc::connection_refused ||
         error.code == std::errc::no_such_file_or_directory;
}

bool lists(const std::string& endpoint) {
  const auto names = endpoints();
  if (!names) FAIL(names.error().message());
  return std::find(names->begin(), names->end(), endpoint) != names->end();
}

}  // namespace

TEST_CASE("asking nobody is told as such") {
  const OwnPlace place;
  const auto answer = ask(unique_name("wdt-"), "status", long_enough);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == std::errc::no_such_file_or_directory);
}

TEST_CASE("what is no request is not sent") {
  const OwnPlace place;
  const Stage stage(echo);
  for (const char* text : {"two\nlines", "no \xFF UTF-8"}) {
    const auto answer = stage.ask(text);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == std::errc::invalid_argument);
  }
  const auto large = stage.ask(std::string(max_request + 1, 'x'));
  REQUIRE_FALSE(large);
  CHECK(large.error().code == std::errc::message_size);
}

TEST_CASE("a name that leads elsewhere is none") {
  const OwnPlace place;
  asio::io_context loop;
  for (const std::string name :
       {"", "..", ".hidden", "../up", "a/b", "a\\b", "with space", "nu\nl"}) {
    const auto answer = ask(name, "status", long_enough);
    REQUIRE_FALSE(answer);
    CHECK(answer.error().code == std::errc::invalid_argument);
    const auto server = Server::open(loop, name, echo);
    REQUIRE_FALSE(server);
    CHECK(server.error().code == std::errc::invalid_argument);
  }
}

TEST_CASE("a server that does not answer in time is told as such") {
  const OwnPlace place;
  Shelf shelf;
  const Stage stage(shelf.handler());
  const auto answer = stage.ask("wait", milliseconds(30));
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == std::errc::timed_out);
}

TEST_CASE("all are asked at the same time, and each is answered once") {
  const OwnPlace place;
  Shelf shelf;
  const Stage silent(shelf.handler());
  const Stage first(echo);
  const Stage second(echo);
  const std::vector<Question> questions{{silent.endpoint, "a"},
                                        {first.endpoint, "b"},
                                        {unique_name("wdt-"), "c"},
                                        {"no/name", "d"},
                                        {second.endpoint, "e"}};
  std::vector<std::vector<Result<std::string>>> heard(questions.size());
  ask_all(questions, {milliseconds(300), milliseconds(300)},
          [&](std::size_t question, Result<std::string> answer) {
            heard[question].push_back(std::move(answer));
            return false;
          });
  for (const auto& answers : heard) REQUIRE(answers.size() == 1);
  CHECK(heard[0][0].error().code == std::errc::timed_out);
  CHECK(*heard[1][0] == "b");
  CHECK(heard[2][0].error().code == std::errc::no_such_file_or_directory);
  CHECK(heard[3][0].error().code == std::errc::invalid_argument);
  CHECK(*heard[4][0] == "e");
}

TEST_CASE("once it is enough, nobody waits for the silent") {
  const OwnPlace place;
  Shelf shelf;
  const Stage silent(shelf.handler());
  const Stage well(echo);
  std::size_t answers = 0;
  const Time before = Clock::now();
  ask_all({{silent.endpoint, "a"}, {well.endpoint, "b"}}, {std::chrono::hours(1), milliseconds(1)},
          [&](std::size_t question, const Result<std::string>& answer) {
            ++answers;
            CHECK(answer.has_value() == (question == 1));
            return question == 1;
          });
  CHECK(answers == 2);
  CHECK(Clock::now() - before < std::chrono::minutes(5));
}

TEST_CASE("the endpoints of this user are listed") {
  const OwnPlace place;
  const std::string first = unique_name("wdt-a");
  const std::string second = unique_name("wdt-b");
  CHECK_FALSE(lists(first));
  {
    const Stage one(echo, {}, first);
    const Stage two(echo, {}, second);
    CHECK(lists(first));
    CHECK(lists(second));
  }
  CHECK_FALSE(lists(first));
}

TEST_CASE("a killed server is told as dead, and another takes its place") {
  const OwnPlace place;
  const std::string endpoint = unique_name("wdt-");
  Child program({control_server_program, endpoint}, place.dir.file("out"));
  REQUIRE(program.started());
  REQUIRE(wait_until([&] { return read_file(place.dir.file("out")).starts_with("ready"); }));
  const auto answer = ask(endpoint, "hello", long_enough);
  REQUIRE(answer);
  CHECK(*answer == "hello");

  program.kill();
  program.wait();
  // The system may close a dead process's socket a moment after it is gone.
  REQUIRE(wait_until([&] {
    const auto dead = ask(endpoint, "hello", long_enough);
    return !dead && is_dead(dead.error());
  }));

  const Stage stage(echo, {}, endpoint);
  CHECK(stage.ask("again"));
}
