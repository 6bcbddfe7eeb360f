// SPDX-License-Identifier: MIT
#include "watchdog/process/evidence.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "evidence_text.hpp"
#include "support/catch.hpp"
#include "support/running.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

namespace {

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

bool holds(const std::string& text, const std::string& part) { return count(text, part) > 0; }

}  // namespace

TEST_CASE("evidence tells of a process what it is and does") {
  const Running running({"threads=2", "allocate=8"});
  REQUIRE(running.is_up());
  const std::string text = evidence(running.id());
  INFO(text);
  CHECK(holds(text, fmt::format("process {} '{}'", running.id().pid, running.victim().name())));
  CHECK(holds(text, fmt::format("parent {}", own_pid())));
  CHECK(holds(text, "age: "));
  CHECK(holds(text, "CPU time: "));
  CHECK(holds(text, "memory: "));
  CHECK(holds(text, "image: "));
  CHECK(holds(text, "folder: "));
  CHECK(holds(text, "threads:"));
  CHECK(holds(text, "allocate=8"));  // Of its command line.
}

TEST_CASE("evidence holds what descends from the process") {
  const TempDir folder;
  const Running running({"child=" + folder.file("child")});
  REQUIRE(running.is_up());
  const std::string name = running.victim().name();
  CHECK(wait_until([&] { return count(evidence(running.id()), name + "', parent") == 2; }));
}

TEST_CASE("evidence has no control characters but the ends of its lines") {
  const Running running({"until=" + std::string("\x1b[31mred\x7f\x9b")}, {}, unique_name("wdv"));
  const std::string text = evidence(running.id());
  CHECK(std::none_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n') || byte == 0x7F;
  }));
  CHECK(holds(text, "process "));
}

TEST_CASE("evidence of many processes is bounded") {
  std::vector<std::string> steps;
  const TempDir folder;
  for (int i = 0; i < 40; ++i) steps.push_back("child=" + folder.file("child"));
  const Running running(steps);
  REQUIRE(running.is_up());
  std::string text;
  CHECK(wait_until([&] { return holds(text = evidence(running.id()), "more processes"); }));
  CHECK(text.size() <= std::size_t{256} * 1024);
}

TEST_CASE("evidence of a process that is gone says so") {
  Running running({});
  Identity other = running.id();
  other.start += 1;
  CHECK(holds(evidence(other), "is gone"));
}

TEST_CASE("a text of evidence ends at its limit and says that there is more") {
  EvidenceText text(200);
  for (int i = 0; i < 100; ++i) text.line(1, "a line");
  const std::string all = std::move(text).take();
  CHECK(all.size() <= 200);
  CHECK(all.size() > 150);
  CHECK(holds(all, "there is more"));
  EvidenceText whole(200);
  whole.lines(1, "one\ntwo\n\x1b");
  CHECK(std::move(whole).take() == "  one\n  two\n  ?\n");
}

TEST_CASE("a line too long for evidence is cut between two characters") {
  EvidenceText text(100'000);
  text.line(0, std::string(4095, 'x') + "\u20AC and more");
  CHECK(std::move(text).take() == std::string(4095, 'x') + "...\n");
}
