// SPDX-License-Identifier: MIT
#include "watchdog/base/error.hpp"

#include "support/catch.hpp"
#include "watchdog/base/result.hpp"

using namespace watchdog;

TEST_CASE("an error says the deed and the thing and the reason and what helps") {
  const Error error{std::make_error_code(std::errc::no_such_file_or_directory), "start", "app",
                    "give a path"};
  const std::string text = error.message();
  CHECK(text.find("cannot start 'app': no such file or directory") == 0);
  CHECK(text.find("; give a path") != std::string::npos);
}

TEST_CASE("an error disarms the name it is about") {
  const Error error{{}, "start", "a\x1b]0;b", ""};
  CHECK(error.message() == "cannot start 'a?]0;b'");
}

TEST_CASE("a result holds the value or the error") {
  Result<int> good = 3;
  CHECK(good);
  CHECK(*good == 3);
  Result<int> bad = Error{std::make_error_code(std::errc::timed_out), "wait", "", ""};
  CHECK_FALSE(bad);
  CHECK(bad.error().code == std::errc::timed_out);
  CHECK(std::move(bad).value_or(7) == 7);
  CHECK(Result<void>());
}
