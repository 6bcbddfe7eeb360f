// SPDX-License-Identifier: MIT
#include "watchdog/output/tail.hpp"

#include <fmt/format.h>

#include "pseudorandom.hpp"
#include "support/catch.hpp"

using namespace watchdog::output;
using watchdog::test::pseudorandom;
using Lines = std::vector<std::string>;

TEST_CASE("nothing was said: there are no lines") { CHECK(Tail().lines().empty()); }

TEST_CASE("the last lines stay, the oldest first") {
  Tail tail({.lines = 3});
  for (int i = 0; i < 10; ++i) tail.append(fmt::format("{}\n", i));
  CHECK(tail.lines() == Lines{"7", "8", "9"});
}

TEST_CASE("an unfinished line is one of them, and goes on with what comes next") {
  Tail tail({.lines = 2});
  tail.append("one\ntwo\nthr");
  CHECK(tail.lines() == Lines{"two", "thr"});
  tail.append("ee");
  tail.append("\r\n");
  CHECK(tail.lines() == Lines{"two", "three"});
}

TEST_CASE("empty lines are lines") {
  Tail tail({.lines = 3});
  tail.append("a\n\n\n");
  CHECK(tail.lines() == Lines{"a", "", ""});
}

TEST_CASE("a long line is cut once, with a mark") {
  Tail tail({.line = 4});
  tail.append("abcd\nabc");
  tail.append("de");
  tail.append("fgh");
  CHECK(tail.lines() == Lines{"abcd", "abcd[...]"});
  tail.append("ij\nnext");
  CHECK(tail.lines() == Lines{"abcd", "abcd[...]", "next"});
}

TEST_CASE("no more bytes stay than are allowed, but always the last line") {
  Tail tail({.bytes = 10});
  tail.append("1234\n5678\nabcd\n");
  CHECK(tail.lines() == Lines{"5678", "abcd"});
  tail.append("0123456789abcdef");
  CHECK(tail.lines() == Lines{"0123456789[...]"});
}

TEST_CASE("another stream begins a line of its own") {
  Tail tail;
  tail.break_line();
  tail.append("half");
  tail.break_line();
  tail.append("whole\n");
  tail.break_line();
  CHECK(tail.lines() == Lines{"half", "whole"});
}

TEST_CASE("cleared, it begins anew") {
  Tail tail({.line = 4});
  tail.append("abcdefg");
  tail.clear();
  CHECK(tail.lines().empty());
  tail.append("xy");
  CHECK(tail.lines() == Lines{"xy"});
}

TEST_CASE("the same lines stay however the stream is cut into pieces") {
  std::string stream = pseudorandom(200'000);
  for (std::size_t i = 0; i < stream.size(); i += 60 + i % 97) stream[i] = '\n';
  for (std::size_t i = 190'000; i < 193'000; ++i) stream[i] = 'x';
  Tail whole;
  whole.append(stream);
  for (const std::size_t piece : {1U, 7U, 1000U, 65'536U}) {
    Tail tail;
    for (std::size_t i = 0; i < stream.size(); i += piece) tail.append(stream.substr(i, piece));
    CHECK(tail.lines() == whole.lines());
  }
  CHECK(whole.lines().size() == 20);
}
