// SPDX-License-Identifier: MIT
#include "http_answer.hpp"

#include "support/catch.hpp"

using watchdog::health::HttpAnswer;

namespace {

/// What is made of an answer that arrives in pieces of that size and then ends.
std::string failure_of(std::string_view text, std::size_t step = 4096) {
  HttpAnswer answer;
  for (; !text.empty(); text.remove_prefix(std::min(step, text.size()))) {
    if (answer.take(text.substr(0, step))) return answer.failure();
  }
  answer.end();
  return answer.failure();
}

}  // namespace

TEST_CASE("200 to 399 is well") {
  CHECK(failure_of("HTTP/1.1 200 OK\r\nServer: x\r\n\r\nbody").empty());
  CHECK(failure_of("HTTP/1.0 204 \n\n").empty());
  CHECK(failure_of("HTTP/1.1 399\r\n\r\n").empty());
  CHECK(failure_of("HTTP/1.1 400 x\r\n\r\n") == "it answered 400");
  CHECK(failure_of("HTTP/1.1 500 x\r\n\r\n") == "it answered 500");
}

TEST_CASE("an answer is the same in whatever pieces it comes") {
  for (std::size_t step = 1; step < 30; ++step) {
    CHECK(failure_of("HTTP/1.1 200 OK\r\nServer: x\r\n\r\n", step).empty());
    CHECK(failure_of("HTTP/1.1 503 No\nServer: x\n\nbody", step) == "it answered 503");
    CHECK(failure_of("SSH-2.0-OpenSSH\r\n", step) == "what it answered is not HTTP");
  }
}

TEST_CASE("what says that the answer is yet to come is none") {
  const std::string early = "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\nHTTP/1.1 100 x\n\n";
  for (std::size_t step : {std::size_t{1}, std::size_t{7}, std::size_t{4096}}) {
    CHECK(failure_of(early + "HTTP/1.1 200 OK\r\n\r\n", step).empty());
    CHECK(failure_of(early + "HTTP/1.1 500 x\r\n\r\n", step) == "it answered 500");
    CHECK(failure_of(early + "x", step) == "what it answered is not HTTP");
  }
  CHECK(failure_of(early) == "it hung up without an answer");
  CHECK(failure_of("HTTP/1.1 101 x\r\n\r\n") == "it answered 101");
  HttpAnswer endless;
  std::size_t sent = 0;
  while (!endless.take("HTTP/1.1 100 x\r\n\r\n")) sent += 18;
  CHECK(endless.failure() == "it answered with more than 64 KiB of headers");
  CHECK(sent <= HttpAnswer::longest);
}

TEST_CASE("what is not HTTP is known by its first bytes") {
  HttpAnswer answer;
  CHECK(answer.take("S"));
  CHECK_FALSE(HttpAnswer().take("H"));
}

TEST_CASE("a status must be one") {
  for (const char* text : {"HTTP/1.1 20\r\n\r\n", "HTTP/1.1 2000 x\r\n\r\n", "HTTP/1.1 abc\r\n\r\n",
                           "HTTP/1.1200 OK\r\n\r\n", "HTTP/1.1 099 x\r\n\r\n", "HTTP/1.\n\n"}) {
    INFO(text);
    CHECK(failure_of(text) == "what it answered is not HTTP");
  }
}

TEST_CASE("an answer that ends early is none") {
  CHECK(failure_of("") == "it hung up without an answer");
  CHECK(failure_of("HTTP/1.1 200 OK\r\nServer:") == "its answer broke off");
}

TEST_CASE("headers without end are not read without end") {
  HttpAnswer answer;
  std::size_t sent = 0;
  while (!answer.take(sent == 0 ? "HTTP/1.1 200 OK\r\n" : "X: y\r\n")) sent += 6;
  CHECK(sent <= HttpAnswer::longest);
  CHECK(answer.failure() == "it answered with more than 64 KiB of headers");
}
