// SPDX-License-Identifier: MIT
#include "exit_code.hpp"

#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/paths.hpp"
#include "support/temp_dir.hpp"

using namespace watchdog;
using namespace watchdog::app;

TEST_CASE("the page of exit codes says what the program means by them") {
  const std::string page = test::read_file(test::exit_codes_page);
  std::size_t rows = 0;
  for (std::size_t at = page.find("\n| "); at != std::string::npos;
       at = page.find("\n| ", at + 1)) {
    ++rows;
  }
  for (const ExitCodeMeaning& one : exit_code_meanings) {
    const std::string row = fmt::format("| {} | {} |", number(one.code), one.meaning);
    INFO(row);
    CHECK(page.find(row) != std::string::npos);
  }
  CHECK(rows == exit_code_meanings.size() + 1);  // The head of the table.
}

TEST_CASE("the reason a start failed decides the exit code") {
  const auto code = [](std::errc cause) {
    return start_failure({std::make_error_code(cause), "start", "app", ""});
  };
  CHECK(code(std::errc::no_such_file_or_directory) == ExitCode::not_found);
  CHECK(code(std::errc::permission_denied) == ExitCode::not_runnable);
  CHECK(code(std::errc::is_a_directory) == ExitCode::not_runnable);
  CHECK(code(std::errc::not_enough_memory) == ExitCode::own_failure);
  CHECK(start_failure({{}, "keep", "app", "it is this program itself"}) == ExitCode::usage);
}
