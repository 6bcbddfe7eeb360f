// SPDX-License-Identifier: MIT
#include "watchdog/output/log_file.hpp"

#include <filesystem>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace watchdog;
using namespace watchdog::output;
using namespace watchdog::test;
namespace fs = std::filesystem;

namespace {

constexpr milliseconds second(1000);

}  // namespace

TEST_CASE("what is written is appended, in folders that are made for it") {
  const TempDir dir;
  const std::string path = dir.file("new/földer/log");
  {
    LogFile log(path);
    CHECK_FALSE(fs::exists(utf8_path(path)));
    log.write("one\n");
    log.write("two\n");
    CHECK(read_file(path) == "one\ntwo\n");
  }
  LogFile(path).write("three\n");
  CHECK(read_file(path) == "one\ntwo\nthree\n");
}

TEST_CASE("a file that was renamed is left within a second") {
  const TempDir dir;
  const std::string path = dir.file("log");
  LogFile log(path);
  Time now{};
  log.write("one\n", now);
  fs::rename(utf8_path(path), utf8_path(dir.file("log.1")));
  log.write("two\n", now += second / 2);
  log.write("three\n", now += second / 2);
  CHECK(read_file(dir.file("log.1")) == "one\ntwo\n");
  CHECK(read_file(path) == "three\n");
  CHECK(log.lost() == 0);
}

TEST_CASE("another file in its place is taken within a second") {
  const TempDir dir;
  const std::string path = dir.file("log");
  LogFile log(path);
  Time now{};
  log.write("one\n", now);
  fs::rename(utf8_path(path), utf8_path(dir.file("log.1")));
  std::ofstream(utf8_path(path), std::ios::binary) << "another's\n";
  log.write("two\n", now += second);
  CHECK(read_file(path) == "another's\ntwo\n");
}

TEST_CASE("a file that was deleted is made anew, within a second at most") {
  const TempDir dir;
  const std::string path = dir.file("folder/log");
  LogFile log(path);
  Time now{};
  log.write("one\n", now);
  std::error_code refused;
  SECTION("the file alone") { fs::remove(utf8_path(path), refused); }
  SECTION("its folder") { fs::remove_all(utf8_path(dir.file("folder")), refused); }
  if (refused || !read_file(path).empty()) {
    WARN("an open file keeps its name here (Wine)");
    return;
  }
  log.write("two\n", now += second);
  CHECK(read_file(path) == "two\n");
  CHECK(log.lost() == 0);
}

TEST_CASE("what has no file is counted, and told when there is one") {
  const TempDir dir;
  const std::string path = dir.file("log");
  fs::create_directory(utf8_path(path));  // A folder can't be written to by anybody.
  LogFile log(path);
  Time now{};
  log.write("12345", now);
  log.write("6789\n", now + second / 2);
  CHECK(log.lost() == 10);
  fs::remove(utf8_path(path));
  log.write("lost too\n", now + second / 2);
  log.write("here\n", now + second);
  const std::string text = read_file(path);
  CHECK(text.starts_with("[watchdog: 19 bytes lost: "));
  CHECK(text.ends_with("]\nhere\n"));
  log.write("there\n", now + second);
  CHECK(read_file(path) == text + "there\n");
  CHECK(log.lost() == 19);
}
