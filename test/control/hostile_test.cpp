// SPDX-License-Identifier: MIT
#include <atomic>
#include <random>

#include "framing.hpp"
#include "stage.hpp"

using namespace watchdog;
using namespace watchdog::control;
using namespace watchdog::test;

namespace {

Limits impatient() {
  Limits limits;
  limits.patience = milliseconds(50);
  return limits;
}

}  // namespace

TEST_CASE("a client that says nothing, or not all, is dropped") {
  const OwnPlace place;
  const Stage stage(echo, impatient());
  RawClient silent(stage.endpoint);
  RawClient halting(stage.endpoint);
  REQUIRE(halting.send("stat"));
  CHECK(silent.is_dropped());
  CHECK(halting.is_dropped());
  CHECK(stage.ask("status"));
}

TEST_CASE("a client that sends one byte after the other gains no time by it") {
  const OwnPlace place;
  const Stage stage(echo, impatient());
  RawClient slow(stage.endpoint);
  CHECK(wait_until([&] { return !slow.send("x"); }));
}

TEST_CASE("a client that does not take its reply is dropped") {
  const OwnPlace place;
  std::atomic<int> answered = 0;
  const Stage stage(
      [&](const std::string&, const Reply& reply) {
        reply(std::string(4'000'000, 'x'));
        ++answered;
      },
      impatient());
  RawClient idle(stage.endpoint);
  REQUIRE(idle.send("much\n"));
  REQUIRE(wait_until([&] { return answered == 1; }));
  CHECK(wait_until([&] { return !idle.send("more\n"); }));
}

TEST_CASE("garbage is dropped without a word and reaches no handler") {
  const OwnPlace place;
  std::atomic<int> handled = 0;
  const Stage stage([&](const std::string& request, const Reply& reply) {
    ++handled;
    reply(request);
  });
  for (const std::string& text : {std::string("\0\0\0\n", 4), std::string("\xFF\xFE\n"),
                                  std::string("two\nlines\n"), std::string(max_request + 2, 'x')}) {
    RawClient client(stage.endpoint);
    client.send(text);
    CHECK(client.is_dropped());
  }
  CHECK(handled == 0);
  CHECK(stage.ask("status"));
}

TEST_CASE("the one that has been idle for longest makes room for the next") {
  const OwnPlace place;
  Limits limits;
  limits.patience = long_enough;
  const Stage stage(echo, limits);
  std::vector<std::unique_ptr<RawClient>> idle;
  for (int i = 0; i < 32; ++i) idle.push_back(std::make_unique<RawClient>(stage.endpoint));
  CHECK(stage.ask("status"));
  CHECK(idle.front()->is_dropped());
  REQUIRE(idle.back()->send("late\n"));
  CHECK(idle.back()->rest() == framed("late"));
}

TEST_CASE("a client that leaves amid its reply disturbs nobody") {
  const OwnPlace place;
  const std::string much(1'000'000, 'x');
  const Stage stage([&](const std::string&, const Reply& reply) { reply(much); });
  for (int i = 0; i < 50; ++i) {
    RawClient client(stage.endpoint);
    REQUIRE(client.send("much\n"));
  }
  CHECK(stage.ask("much").value_or("") == much);
}

namespace {

/// A piece of something that may be a request.
std::string piece(std::mt19937& random) {
  static const std::vector<std::string> pieces{"status", " ", "\n", "\xE2\x82\xAC", "{\"a\":1}"};
  const unsigned kind = random() % 8;
  if (kind < pieces.size()) return pieces[kind];
  if (kind == 5) return std::string(random() % 70'000, 'y');
  std::string bytes(random() % 60, '\0');
  for (char& c : bytes) c = static_cast<char>(random());
  return bytes;
}

/// Answers, forgets, or puts aside and answers others that were.
class Moody {
 public:
  void operator()(const std::string& request, const Reply& reply) {
    unfit_ += request.size() > max_request || !is_request(request) ? 1 : 0;
    const unsigned mood = random_() % 4;
    if (mood == 0) return;
    if (mood == 1) return aside_.push_back(reply);
    if (mood == 2 && !aside_.empty()) {
      aside_[random_() % aside_.size()](std::string(random_() % 100'000, 'z'));
      if (aside_.size() > 20) aside_.clear();
    }
    reply(request);
  }
  unsigned unfit() const { return unfit_; }

 private:
  std::mt19937 random_{2};
  std::vector<Reply> aside_;
  unsigned unfit_ = 0;
};

}  // namespace

TEST_CASE("thousands of clients without manners leave a server that answers") {
  const OwnPlace place;
  Moody moody;
  std::atomic<bool> sober = false;
  Stage stage([&](const std::string& request,
                  const Reply& reply) { return sober ? reply(request) : moody(request, reply); },
              impatient());
  std::mt19937 random(1);
  for (int i = 0; i < 3'000; ++i) {
    RawClient client(stage.endpoint);
    bool connected = true;
    for (unsigned n = random() % 4; n > 0 && connected; --n) connected = client.send(piece(random));
    if (random() % 16 == 0) client.rest(milliseconds(5));
  }
  sober = true;
  CHECK(stage.ask("status").value_or("") == "status");
  stage.on_loop([&] { CHECK(moody.unfit() == 0); });
}
