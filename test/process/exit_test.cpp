// SPDX-License-Identifier: MIT
#include "watchdog/process/exit.hpp"

#include "support/catch.hpp"

using namespace watchdog::process;

TEST_CASE("the shell code of a code is its low byte and never hides a failure") {
  CHECK(shell_code(Exit::code(0)) == 0);
  CHECK(shell_code(Exit::code(255)) == 255);
  CHECK(shell_code(Exit::code(0x103)) == 3);
  CHECK(shell_code(Exit::code(0x100)) == 1);
  CHECK(shell_code(Exit::code(0xC0000005)) == 5);
}

TEST_CASE("the shell code of a signal is 128 and its number") {
  CHECK(shell_code(Exit::signal(9)) == 137);
  CHECK(shell_code(Exit::signal(15, true)) == 143);
  CHECK(shell_code(Exit{}) == 1);
}

TEST_CASE("an exit describes itself") {
  CHECK(describe(Exit::code(3)) == "exit code 3");
  CHECK(describe(Exit::code(0xC0000005)) == "exit code 0xC0000005 (access violation)");
  CHECK(describe(Exit::code(0xE0001234)) == "exit code 0xE0001234");
  CHECK(describe(Exit{}) == "exit unknown");
  CHECK(Exit::code(0).success());
  CHECK_FALSE(Exit::signal(0).success());
}
