// SPDX-License-Identifier: MIT
#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

/// Runs it to its end and returns what it said, after checking the exit code.
std::string refused(std::vector<std::string> words, std::uint32_t code) {
  Watchdog watchdog(std::move(words));
  const Exit exit = watchdog.wait();
  const std::string err = watchdog.err();
  INFO(err);
  CHECK(exit == Exit::code(code));
  CHECK(err.rfind("watchdog: ", 0) == 0);
  return err;
}

}  // namespace

TEST_CASE("the version is printed to stdout") {
  Watchdog watchdog({"--version"});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(contains(watchdog.out(), "watchdog 0."));
  CHECK(watchdog.err().empty());
}

TEST_CASE("help goes to stdout and has examples") {
  for (const std::vector<std::string>& words :
       {std::vector<std::string>{"--help"}, {"keep", "--help"}}) {
    Watchdog watchdog(words);
    CHECK(watchdog.wait() == Exit::code(0));
    CHECK(contains(watchdog.out(), "Examples:\n  watchdog "));
  }
}

TEST_CASE("the usage of keep shows where a program with arguments goes") {
  Watchdog watchdog({"keep", "--help"});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(contains(watchdog.out(),
                 "Usage: watchdog keep [OPTIONS] [TARGET...] [-- PROGRAM [ARGUMENT...]]\n"));
}

TEST_CASE("an option that was given nothing is refused by its name") {
  for (const char* option : {"--log", "--name", "--pid-file", "--report-dir", "--directory",
                             "--checkpoint", "--ready-line"})
    CHECK(contains(refused({"keep", option, "", "--", "app"}, 2),
                   std::string(option) + ": it is empty"));
}

TEST_CASE("what is no command gets the one that was meant") {
  CHECK(contains(refused({"kepe", "app"}, 2), "there is no command 'kepe'; did you mean 'keep'?"));
  CHECK(contains(refused({}, 2), "Give a command"));
}

TEST_CASE("an unknown option gets the one that was meant and the way to pass it on") {
  const std::string err = refused({"keep", "--restrat", "never", "app"}, 2);
  CHECK(contains(err, "'--restrat'; did you mean '--restart'?"));
  CHECK(contains(err, "watchdog keep -- PROGRAM --its-option"));
  CHECK(contains(err, "Try 'watchdog keep --help'."));
}

TEST_CASE("a process that is not there is not found") {
  const TempDir dir;
  std::ofstream(dir.path() / "old.pid") << "4294967295\n";
  for (const char* file : {"none.pid", "old.pid"})
    CHECK(contains(refused({"keep", "--pid-file", dir.file(file)}, 127), "name the program after"));
  CHECK(contains(refused({"keep", "--pid", "4294967295"}, 127), "4294967295"));
}

TEST_CASE("values out of range are refused with those that are not") {
  CHECK(contains(refused({"keep", "--restart", "sometimes", "app"}, 2),
                 "--restart: 'sometimes' is none of always, on-failure, never"));
  CHECK(contains(refused({"keep", "--grace", "5x", "app"}, 2),
                 "'5x' is no duration; write 500ms, 5s"));
  CHECK(contains(refused({"keep", "--give-up-after", "0", "app"}, 2), "--give-up-after"));
  CHECK(contains(refused({"keep", "--within", "1m", "app"}, 2), "--give-up-after"));
  CHECK(contains(refused({"keep", "--env", "novalue", "--", "app"}, 2), "write NAME=VALUE"));
  for (const char* option : {"--probe-interval", "--probe-timeout"})
    CHECK(contains(refused({"keep", "--probe", "tcp:1", option, "0", "--", "app"}, 2),
                   "give an interval and a timeout"));
}

TEST_CASE("keep needs a target or a program and not both") {
  CHECK(contains(refused({"keep"}, 2), "what is to be kept?"));
  CHECK(contains(refused({"keep", "--"}, 2), "after -- comes a program"));
  CHECK(contains(refused({"keep", "a", "--", "b"}, 2), "not both"));
}

TEST_CASE("a program that is not there is named and the exit is 127") {
  const std::string name = unique_name("wdabsent");
  CHECK(contains(refused({"keep", name}, 127), "cannot start '" + name));
  CHECK(contains(refused({"keep", "--", "./" + name}, 127), name));
}

TEST_CASE("a folder or a plain file is no program and the exit is 126") {
  const TempDir dir;
  const std::string folder = dir.file("folder.exe");
  std::filesystem::create_directory(utf8_path(folder));
  CHECK(contains(refused({"keep", "--", folder}, 126), "cannot start"));
}

TEST_CASE("names that can be no program are refused and disarmed") {
  CHECK(contains(refused({"keep", std::string(300, 'a')}, 127), "too long"));
  const std::string err = refused({"keep", "bad\x1b]0;name"}, 127);
  CHECK(contains(err, "bad?]0;name"));
  CHECK(contains(refused({"keep", ""}, 2), "name"));
}

TEST_CASE("watchdog does not keep itself") {
  CHECK(contains(refused({"keep", "watchdog"}, 2), "it is this program itself"));
}
