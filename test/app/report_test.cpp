// SPDX-License-Identifier: MIT
#include "report.hpp"

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::app;

TEST_CASE("a JSON line survives names that are no UTF-8") {
  const std::string line = json_line({{"name", "a\xFF\x1b"}});
  const auto parsed = nlohmann::json::parse(line, nullptr, false);
  REQUIRE(parsed.is_object());
  CHECK(line.find('\x1b') == std::string::npos);
  CHECK(line.back() == '\n');
}

TEST_CASE("an exit is told by code or by signal") {
  Fields code = Fields::object();
  add_exit(code, process::Exit::code(3));
  CHECK(code.at("code") == 3);
  CHECK_FALSE(code.contains("signal"));
  Fields signal = Fields::object();
  add_exit(signal, process::Exit::signal(9));
  CHECK(signal.at("signal") == 9);
  CHECK_FALSE(signal.contains("code"));
}
