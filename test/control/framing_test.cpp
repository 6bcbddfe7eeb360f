// SPDX-License-Identifier: MIT
#include "framing.hpp"

#include <random>

#include "support/catch.hpp"
#include "watchdog/control/client.hpp"

using namespace watchdog::control;

TEST_CASE("a request is a line, in whatever pieces it comes") {
  RequestReader reader;
  CHECK(reader.feed("sta") == Feed::more);
  CHECK(reader.feed("") == Feed::more);
  CHECK(reader.feed("tus\n") == Feed::whole);
  CHECK(reader.take() == "status");
}

TEST_CASE("a character may come in pieces, too") {
  RequestReader reader;
  CHECK(reader.feed("\xE2\x82") == Feed::more);
  CHECK(reader.feed("\xAC\n") == Feed::whole);
  CHECK(reader.take() == "\xE2\x82\xAC");
}

TEST_CASE("what is no request is refused") {
  CHECK(RequestReader().feed("two\nlines\n") == Feed::refused);
  CHECK(RequestReader().feed("more\nafter it") == Feed::refused);
  CHECK(RequestReader().feed(std::string_view("nu\0l\n", 5)) == Feed::refused);
  CHECK(RequestReader().feed("no \xFF UTF-8\n") == Feed::refused);
}

TEST_CASE("a request has at most 64 KiB") {
  RequestReader fits;
  CHECK(fits.feed(std::string(max_request, 'x')) == Feed::more);
  CHECK(fits.feed("\n") == Feed::whole);
  RequestReader large;
  CHECK(large.feed(std::string(max_request, 'x')) == Feed::more);
  CHECK(large.feed("x") == Feed::refused);
}

TEST_CASE("a framed reply is read back, in whatever pieces it comes") {
  std::mt19937 random(4711);
  for (int i = 0; i < 300; ++i) {
    std::string reply(random() % 300, '\0');
    for (char& c : reply) c = static_cast<char>(random());
    const std::string wire = framed(reply);
    ReplyReader reader;
    Feed feed = Feed::more;
    for (std::size_t at = 0; at < wire.size();) {
      REQUIRE(feed == Feed::more);
      const std::size_t piece = 1 + random() % 40;
      feed = reader.feed(std::string_view(wire).substr(at, piece));
      at += piece;
    }
    REQUIRE(feed == Feed::whole);
    CHECK(reader.take() == reply);
  }
}

TEST_CASE("what is no framed reply is refused") {
  CHECK(ReplyReader().feed("hello\n") == Feed::refused);
  CHECK(ReplyReader().feed("\n") == Feed::refused);
  CHECK(ReplyReader().feed("-1\n") == Feed::refused);
  CHECK(ReplyReader().feed("3 \nabc") == Feed::refused);
  CHECK(ReplyReader().feed("2\nabc") == Feed::refused);
  CHECK(ReplyReader().feed("67108865\n") == Feed::refused);
  CHECK(ReplyReader().feed("12345678901") == Feed::refused);
  CHECK(ReplyReader().feed("99999999999999999999999\n") == Feed::refused);
}
