// SPDX-License-Identifier: MIT
#include "watchdog/process/marked.hpp"
#include "support/catch.hpp"
#include "support/running.hpp"

using namespace watchdog;
using namespace watchdog::process;
using namespace watchdog::test;

TEST_CASE("a mark that any border of a piece cuts is found") {
  // Pieces are of 32 KiB: the mark is moved over the border, and what stands before it is unknown.
  const std::string mark = "WD_TEST_MARK=" + unique_name("m");
  const std::size_t size = 32 * 1024;
  for (std::size_t filler = size - 256; filler < size + 64; filler += 7) {
    Command command;
    command.program = "sleep";
    command.arguments = {"100"};
    command.environment = {"A=" + std::string(filler, 'x'), mark, "B=" + std::string(size, 'y')};
    const Result<Child> child = spawn(command);
    REQUIRE(child);
    INFO(filler);
    // The program runs a moment before the system has laid out its environment.
    CHECK(wait_until([&] { return is_marked(child->pid(), mark); }));
    CHECK_FALSE(is_marked(child->pid(), mark.substr(0, mark.size() - 1)));
    child->force();
    REQUIRE(child->wait(soon()));
  }
}
