// SPDX-License-Identifier: MIT
#include "watchdog/control/server.hpp"

#include <algorithm>

#include "stage.hpp"

using namespace watchdog;
using namespace watchdog::control;
using namespace watchdog::test;

TEST_CASE("a request is answered") {
  const OwnPlace place;
  const Stage stage(echo);
  for (const std::string& text :
       {std::string("status"), std::string(), std::string("Prüfung \xE2\x82\xAC"),
        std::string(max_request, 'x')}) {
    const auto answer = stage.ask(text);
    REQUIRE(answer);
    CHECK(*answer == text);
  }
}

TEST_CASE("a reply may be any bytes, and many") {
  const OwnPlace place;
  std::string bytes(3'000'000, '\0');
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(i * 7 + i / 251);
  const Stage stage([&](const std::string&, const Reply& reply) { reply(bytes); });
  const auto answer = stage.ask("all");
  REQUIRE(answer);
  CHECK(*answer == bytes);
}

TEST_CASE("a reply may come later, in another order than the requests") {
  const OwnPlace place;
  Shelf shelf;
  Stage stage(shelf.handler());
  auto first = stage.ask_meanwhile("first");
  REQUIRE(shelf.holds(1));
  auto second = stage.ask_meanwhile("second");
  REQUIRE(shelf.holds(2));
  stage.on_loop([&] {
    CHECK(shelf.replies[0].awaited());
    shelf.replies[1]("to the second");
  });
  CHECK(second.get().value_or("") == "to the second");
  stage.on_loop([&] { shelf.replies[0]("to the first"); });
  CHECK(first.get().value_or("") == "to the first");
}

TEST_CASE("only the first reply counts") {
  const OwnPlace place;
  const Stage stage([](const std::string&, const Reply& reply) {
    reply("one");
    reply("two");
  });
  CHECK(stage.ask("which").value_or("") == "one");
}

TEST_CASE("a reply that will never come is told as such") {
  const OwnPlace place;
  const Stage stage([](const std::string&, const Reply&) {});
  const auto answer = stage.ask("anybody?");
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == std::errc::connection_reset);
}

TEST_CASE("a reply outlives its client") {
  const OwnPlace place;
  Shelf shelf;
  Stage stage(shelf.handler());
  {
    RawClient client(stage.endpoint);
    REQUIRE(client.send("wait\n"));
    REQUIRE(shelf.holds(1));
  }
  const auto awaited = [&] {
    bool result = true;
    stage.on_loop([&] { result = shelf.replies[0].awaited(); });
    return result;
  };
  CHECK(wait_until([&] { return !awaited(); }));
  stage.on_loop([&] { shelf.replies[0]("too late"); });
}

TEST_CASE("a reply outlives its server") {
  const OwnPlace place;
  Shelf shelf;
  Stage stage(shelf.handler());
  auto answer = stage.ask_meanwhile("wait");
  REQUIRE(shelf.holds(1));
  stage.on_loop([&] {
    stage.server.reset();
    CHECK_FALSE(shelf.replies[0].awaited());
    shelf.replies[0]("too late");
  });
  const auto result = answer.get();
  REQUIRE_FALSE(result);
  CHECK(result.error().code == std::errc::connection_reset);
}

TEST_CASE("a reply outlives its loop") {
  const OwnPlace place;
  Shelf shelf;
  {
    Stage stage(shelf.handler());
    RawClient client(stage.endpoint);
    REQUIRE(client.send("wait\n"));
    REQUIRE(shelf.holds(1));
  }
  CHECK_FALSE(shelf.replies[0].awaited());
  shelf.replies[0]("too late");
}

TEST_CASE("a reply given just before the server goes arrives") {
  const OwnPlace place;
  Shelf shelf;
  Stage stage(shelf.handler());
  auto answer = stage.ask_meanwhile("stop");
  REQUIRE(shelf.holds(1));
  stage.on_loop([&] {
    shelf.replies[0]("stopped");
    stage.server.reset();
  });
  CHECK(answer.get().value_or("") == "stopped");
}

TEST_CASE("a handler may destroy its server") {
  const OwnPlace place;
  std::optional<Stage> stage;
  stage.emplace([&](const std::string&, const Reply& reply) {
    stage->server.reset();
    reply("too late");
  });
  CHECK_FALSE(stage->ask("stop"));
}

TEST_CASE("a living server keeps its endpoint") {
  const OwnPlace place;
  const Stage stage(echo);
  asio::io_context loop;
  const auto second = Server::open(loop, stage.endpoint, echo);
  REQUIRE_FALSE(second);
  CHECK(second.error().code == std::errc::address_in_use);
  CHECK(stage.ask("still there"));
}

TEST_CASE("of forty who wait at once eight are refused") {
  const OwnPlace place;
  Shelf shelf;
  Stage stage(shelf.handler());
  std::vector<std::future<Result<std::string>>> asked;
  for (int i = 0; i < 40; ++i) asked.push_back(stage.ask_meanwhile("wait"));
  const auto refused = [&] {
    return std::count_if(asked.begin(), asked.end(), [](const auto& answer) {
      return answer.wait_for(milliseconds(0)) == std::future_status::ready;
    });
  };
  REQUIRE(shelf.holds(32));
  REQUIRE(wait_until([&] { return refused() >= 8; }));
  stage.on_loop([&] {
    for (const Reply& reply : shelf.replies) reply("done");
  });
  int answered = 0;
  for (auto& answer : asked) {
    const auto result = answer.get();
    answered += result ? 1 : 0;
    if (!result) CHECK(result.error().code == std::errc::connection_reset);
  }
  CHECK(answered == 32);
  stage.on_loop([&] { shelf.replies.clear(); });
  auto next = stage.ask_meanwhile("next");
  REQUIRE(wait_until([&] {
    bool asked_again = false;
    stage.on_loop([&] {
      asked_again = !shelf.replies.empty();
      if (asked_again) shelf.replies[0]("done");
    });
    return asked_again;
  }));
  CHECK(next.get());
}

TEST_CASE("nothing wakes the loop while nobody is connected") {
  const OwnPlace place;
  asio::io_context loop;
  Limits limits;
  limits.patience = milliseconds(20);
  const std::string endpoint = unique_name("wdt-");
  bool served = false;
  const auto server = Server::open(
      loop, endpoint,
      [&](const std::string& request, const Reply& reply) {
        reply(request);
        served = true;
      },
      limits);
  REQUIRE(server);
  auto answer = std::async(std::launch::async, [&] { return ask(endpoint, "hello", long_enough); });
  const Time deadline = Clock::now() + long_enough;
  while (!served && Clock::now() < deadline) loop.run_for(milliseconds(5));
  while (answer.wait_for(milliseconds(0)) != std::future_status::ready && Clock::now() < deadline)
    loop.run_for(milliseconds(5));
  REQUIRE(answer.get());
  loop.run_for(milliseconds(5));
  CHECK(loop.run_for(milliseconds(60)) == 0);  // Three times the patience.
}
