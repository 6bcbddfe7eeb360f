// SPDX-License-Identifier: MIT
#include "inventory_run.hpp"
#include "support/paths.hpp"

using namespace watchdog::test;

TEST_CASE("resume_counter counts its runs") {
  TempDir dir;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(dir.path());
  std::string last;
  for (int run = 1; run <= 3; ++run) {
    CHECK(Child({resume_counter_program}, dir.file("out")).wait() == 0);
    last = read_file(dir.file("out"));
  }
  std::filesystem::current_path(before);
  CHECK(last.substr(0, 5) == "run 3");
}
