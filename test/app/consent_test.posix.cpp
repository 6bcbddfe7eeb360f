// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>

#include "app/program.hpp"
#include "commands/consent.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Child;
using process::Exit;

namespace {

/// A terminal with a person at it.
struct Terminal {
  Terminal() : person(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(::grantpt(person.get()) == 0);
    REQUIRE(::unlockpt(person.get()) == 0);
    screen.reset(::open(::ptsname(person.get()), O_RDWR | O_NOCTTY));
    REQUIRE(screen);
  }
  /// What is on it, up to a question.
  std::string read_question() const {
    std::string text;
    char byte = 0;
    while (text.find("[y/N] ") == text.npos && ::read(person.get(), &byte, 1) == 1) text += byte;
    return text;
  }
  void type(std::string_view text) const {
    REQUIRE(::write(person.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }

  UniqueHandle person;
  UniqueHandle screen;
};

}  // namespace

TEST_CASE("somebody at a terminal is asked before more than a handful is ended") {
  const bool agrees = GENERATE(true, false);
  const Victim victim;
  std::vector<Child> children;
  for (std::size_t i = 0; i <= app::a_handful; ++i) {
    auto child = process::spawn(victim.command({"idle"}));
    REQUIRE(child);
    children.push_back(*std::move(child));
  }
  const Terminal terminal;
  process::Command command;
  command.program = watchdog_program;
  command.arguments = {"kill", "--grace", "0", victim.name()};
  command.input = process::Stream::to_handle(terminal.screen.get());
  command.error = process::Stream::to_handle(terminal.screen.get());
  const auto watchdog = process::spawn(command);
  REQUIRE(watchdog);
  CHECK(contains(terminal.read_question(), "end 11 processes: " + victim.name() + " (11)?"));
  terminal.type(agrees ? "y\n" : "\n");
  const auto exit = watchdog->wait(soon());
  REQUIRE(exit);
  CHECK(*exit == Exit::code(agrees ? 0 : 2));
  for (const Child& child : children) {
    CHECK((agrees || !child.wait(Clock::now())));
    child.force();
    CHECK(child.wait(soon()));
  }
}
