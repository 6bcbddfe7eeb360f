// SPDX-License-Identifier: MIT
#include "watchdog/control/places.hpp"

#include <filesystem>

#include "stage.hpp"

using namespace watchdog;
using namespace watchdog::control;
using namespace watchdog::test;

TEST_CASE("a variable names the folders, which are made when absent") {
  const TempDir dir;
  const std::string runtime = dir.file("a");
  const std::string state = dir.file("b");
  const Variable first("WD_RUNTIME_DIR", runtime);
  const Variable second("WD_STATE_DIR", state);
  CHECK(runtime_folder().value_or("") == runtime);
  CHECK(state_folder().value_or("") == state);
  CHECK(std::filesystem::is_directory(utf8_path(runtime)));
  CHECK(std::filesystem::is_directory(utf8_path(state)));
  CHECK(runtime_folder().value_or("") == runtime);
}

TEST_CASE("folders above the folder are made, too, and any name will do") {
  const TempDir dir;
  const std::string path = dir.file(
      "above/Pr\xC3\xBC"
      "fung");
  const Variable variable("WD_STATE_DIR", path + "/");
  CHECK(state_folder().value_or("") == path);
  CHECK(std::filesystem::is_directory(utf8_path(path)));
}

TEST_CASE("a path that is not a full one is refused") {
  const Variable variable("WD_RUNTIME_DIR", "somewhere");
  const auto folder = runtime_folder();
  REQUIRE_FALSE(folder);
  CHECK(folder.error().code == std::errc::invalid_argument);
  CHECK(folder.error().message() ==
        "cannot use the folder 'somewhere': invalid argument; set WD_RUNTIME_DIR to a full path");
}

TEST_CASE("a file is no folder") {
  const TempDir dir;
  std::ofstream(utf8_path(dir.file("file"))) << "text";
  const Variable variable("WD_RUNTIME_DIR", dir.file("file"));
  const auto folder = runtime_folder();
  REQUIRE_FALSE(folder);
  CHECK(folder.error().code == std::errc::not_a_directory);
}
