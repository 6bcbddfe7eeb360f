// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <set>

#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

/// A file for `watchdog run` in the folder of a victim.
class File {
 public:
  explicit File(const std::string& text) : path_(dir_.file("services.toml")) {
    std::ofstream(utf8_path(path_), std::ios::binary) << text;
  }
  const std::string& path() const { return path_; }

 private:
  TempDir dir_;
  std::string path_;
};

/// `[program.NAME]` with the victim and its steps as its command.
std::string program(const std::string& name, const Victim& victim,
                    const std::vector<std::string>& steps, const std::string& keys = "") {
  std::string words = fmt::format("'{}'", victim.program());
  for (const std::string& step : steps) words += fmt::format(", '{}'", step);
  return fmt::format("[program.{}]\ncommand = [{}]\n{}\n", name, words, keys);
}

}  // namespace

TEST_CASE("run keeps several programs and one that is killed comes back") {
  const Victim victim;
  const File file(program("a", victim, {"note=" + victim.file("a"), "idle"}) +
                  program("b", victim, {"note=" + victim.file("b"), "idle"}));
  Watchdog watchdog({"run", file.path(), "--json"});
  REQUIRE(victim.wait_for_lines("a", 1));
  REQUIRE(victim.wait_for_lines("b", 1));
  kill_process(victim.noted_pid("a"));
  REQUIRE(victim.wait_for_lines("a", 2));
  REQUIRE(watchdog.wait_for_events("started", 3));
  CHECK(watchdog.events("started").at(2).at("name") == "a");
  CHECK(victim.lines("b").size() == 1);
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  CHECK_FALSE(victim.lives("a", 1));
  CHECK_FALSE(victim.lives("b"));
}

TEST_CASE("each program of a file has settings of its own") {
  const Victim victim;
  const File file("[defaults]\nrestart = 'never'\n" +
                  program("once", victim, {"note=" + victim.file("once"), "exit=0"}) +
                  program("thrice", victim, {"note=" + victim.file("thrice"), "exit=9"},
                          "restart = 'always'\ngive_up_after = 2\ndelay = '1ms'"));
  Watchdog watchdog({"run", file.path()});
  CHECK(watchdog.wait() == Exit::code(123));
  CHECK(victim.lines("once").size() == 1);
  CHECK(victim.lines("thrice").size() == 3);
}

TEST_CASE("instances have numbers in their names and their environment") {
  const Victim victim;
  const File file(program("web", victim, {"env=WD_INSTANCE", "env=WD_TEST_A"},
                          "instances = 3\nrestart = 'never'\nenvironment.WD_TEST_A = 'same'"));
  Watchdog watchdog({"run", file.path(), "--json"});
  CHECK(watchdog.wait() == Exit::code(0));
  std::set<std::string> names;
  for (const nlohmann::json& event : watchdog.events("started")) names.insert(event.at("name"));
  CHECK(names == std::set<std::string>{"web-1", "web-2", "web-3"});
  for (const char* line : {"1\n", "2\n", "3\n", "same\n"}) CHECK(contains(watchdog.out(), line));
}

TEST_CASE("only the programs that are enabled run or those that are named") {
  const Victim victim;
  const File file("[defaults]\nrestart = 'never'\n" + program("a", victim, {"print=a"}) +
                  program("b", victim, {"print=b"}, "enabled = false") +
                  program("c", victim, {"print=c"}, "instances = 2"));
  const auto started = [&](std::vector<std::string> words) {
    words.insert(words.begin(), {"run", file.path(), "--json"});
    Watchdog watchdog(words);
    CHECK(watchdog.wait() == Exit::code(0));
    std::string names;
    for (const nlohmann::json& event : watchdog.events("started"))
      names += event.at("name").get<std::string>() + " ";
    return names;
  };
  CHECK(started({}) == "a c-1 c-2 ");
  CHECK(started({"--only", "b", "c-2"}) == "b c-2 ");
  CHECK(started({"--only", "c"}) == "c-1 c-2 ");
  Watchdog wrong({"run", file.path(), "--only", "c-3"});
  CHECK(wrong.wait() == Exit::code(2));
  CHECK(wrong.says("there is no program 'c-3' in it; did you mean 'c-"));
}

TEST_CASE("a program that runs already is adopted by its name") {
  const Victim victim;
  const Result<process::Child> stranger =
      process::spawn(victim.command({"note=" + victim.file("up"), "idle"}));
  REQUIRE(stranger);
  REQUIRE(victim.wait_for_lines("up", 1));
  const File file(fmt::format("[program.mine]\ncommand = ['{}']\n", victim.program()));
  Watchdog watchdog({"run", file.path(), "--json"});
  REQUIRE(watchdog.wait_for_events("adopted", 1));
  CHECK(watchdog.events("adopted")[0].at("pid") == stranger->pid());
  CHECK(watchdog.events("adopted")[0].at("name") == "mine");
  stranger->force();
  REQUIRE(stranger->wait(soon()));
  REQUIRE(victim.wait_for_lines("up", 2));  // As it was: with its arguments.
}

TEST_CASE("an adopted program with arguments comes back as the file has it") {
  const Victim victim;
  const Result<process::Child> stranger =
      process::spawn(victim.command({"note=" + victim.file("up"), "idle"}));
  REQUIRE(stranger);
  REQUIRE(victim.wait_for_lines("up", 1));
  const File file(
      program("mine", victim, {"note=" + victim.file("new"), "idle"}, "adopt = 'newest'"));
  Watchdog watchdog({"run", file.path(), "--json"});
  REQUIRE(watchdog.wait_for_events("adopted", 1));
  stranger->force();
  REQUIRE(stranger->wait(soon()));
  REQUIRE(victim.wait_for_lines("new", 1));
  CHECK(victim.lines("up").size() == 1);
}

TEST_CASE("several that run by a name are an error of the file") {
  const Victim victim;
  const process::Command command = victim.command({"note=" + victim.file("up"), "idle"});
  const Result<process::Child> first = process::spawn(command);
  const Result<process::Child> second = process::spawn(command);
  REQUIRE(first);
  REQUIRE(second);
  REQUIRE(victim.wait_for_lines("up", 2));
  const File file(fmt::format("\n[program.mine]\ncommand = ['{}']\n", victim.program()));
  Watchdog watchdog({"run", file.path()});
  CHECK(watchdog.wait() == Exit::code(2));
  CHECK(watchdog.says("services.toml:2:10: cannot keep"));
  CHECK(watchdog.says("(here: the key 'adopt')"));
  for (const Result<process::Child>* child : {&first, &second}) {
    (*child)->force();
    CHECK((*child)->wait(soon()));
  }
}

TEST_CASE("a program that is not there keeps no other from running") {
  const Victim victim;
  const std::string absent = unique_name("wdabsent");
  const File file(
      fmt::format("[program.absent]\ncommand = '{}'\n", absent) +
      program("a", victim, {"note=" + victim.file("up"), "exit=0"}, "restart = 'never'"));
  Watchdog watchdog({"run", file.path()});
  CHECK(watchdog.wait() == Exit::code(127));
  CHECK(victim.lines("up").size() == 1);
  CHECK(watchdog.says("cannot start '" + absent));
}

TEST_CASE("a file with errors starts nothing and has all of them told") {
  const Victim victim;
  const File file(program("a", victim, {"note=" + victim.file("up")}, "restrat = 'never'") +
                  "[program.b]\n");
  Watchdog watchdog({"run", file.path()});
  CHECK(watchdog.wait() == Exit::code(2));
  CHECK(
      watchdog.says("services.toml:3:1: there is no key 'restrat' in a program; did you mean "
                    "'restart'?\n"));
  CHECK(watchdog.says("services.toml:4:10: program 'b' has no command"));
  CHECK(victim.lines("up").empty());
}

TEST_CASE("check shows what would be kept") {
  const Victim victim;
  const File file(program("web", victim, {"two words"}, "instances = 2\nrestart = 'on-failure'") +
                  program("off", victim, {"x"}, "enabled = false\nstop = 'KILL'"));
  Watchdog watchdog({"check", file.path()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.err().empty());
  CHECK(contains(watchdog.out(), "web-2  yes      on-failure  TERM:5000ms,KILL  "));
  CHECK(contains(watchdog.out(), "\"two words\"\n"));
  CHECK(contains(watchdog.out(), "off    no       always      KILL"));
  Watchdog json({"check", "--json", file.path()});
  CHECK(json.wait() == Exit::code(0));
  const nlohmann::json first = nlohmann::json::parse(json.out().substr(0, json.out().find('\n')));
  CHECK(first.at("name") == "web-1");
  CHECK(first.at("command").at(1) == "two words");
}

TEST_CASE("check tells every error for people and for programs") {
  const File file("[program.a]\ncomand = 'a'\ndelay = -1\n");
  Watchdog people({"check", "--quiet", file.path()});
  CHECK(people.wait() == Exit::code(2));
  CHECK(people.out().empty());
  CHECK(people.says(file.path() + ":1:10: program 'a' has no command"));
  CHECK(people.says(file.path() + ":2:1: there is no key 'comand'"));
  CHECK(people.says(file.path() + ":3:9: 'delay': '-1' is no duration"));
  Watchdog programs({"check", "--json", file.path()});
  CHECK(programs.wait() == Exit::code(2));
  const std::vector<nlohmann::json> errors = programs.events("error");
  REQUIRE(errors.size() == 3);
  CHECK(errors[1].at("file") == file.path());
  CHECK(errors[1].at("line") == 2);
  CHECK(errors[1].at("column") == 1);
  CHECK(contains(errors[1].at("reason").get<std::string>(), "'comand'"));
}

TEST_CASE("check warns of what this machine lacks and is strict on demand") {
  const std::string absent = unique_name("wdabsent");
  const File file(
      fmt::format("[program.a]\ncommand = '{0} x'\ndirectory = '{0}'\ninstances = 3\n", absent));
  Watchdog lenient({"check", file.path()});
  CHECK(lenient.wait() == Exit::code(0));
  CHECK(lenient.says(":1:10: warning: cannot start '" + absent));
  CHECK(lenient.says(":1:10: warning: there is no folder '"));
  const std::string err = lenient.err();
  CHECK(std::count(err.begin(), err.end(), '\n') == 2);
  Watchdog strict({"check", "--strict", "--quiet", file.path()});
  CHECK(strict.wait() == Exit::code(2));
  CHECK(strict.says(":1:10: cannot start '" + absent));
}

TEST_CASE("what a file holds can't speak to the terminal") {
  const File file("[program.a]\ncommand = 'a x'\n\"\\u001b]0;x\" = 1\n");
  Watchdog watchdog({"check", file.path()});
  CHECK(watchdog.wait() == Exit::code(2));
  CHECK(watchdog.says("there is no key '?]0;x'"));
}

TEST_CASE("run and check need a file that is there") {
  const TempDir dir;
  for (const std::string command : {"run", "check"}) {
    Watchdog none({command});
    CHECK(none.wait() == Exit::code(2));
    CHECK(none.says("which file? Name it first: watchdog " + command + " services.toml"));
    Watchdog absent({command, dir.file("absent.toml")});
    CHECK(absent.wait() == Exit::code(2));
    CHECK(absent.says("absent.toml: cannot read the file"));
    Watchdog folder({command, dir.file("")});
    CHECK(folder.wait() == Exit::code(2));
    CHECK(folder.says("name a file in it"));
    Watchdog help({command, "--help"});
    CHECK(help.wait() == Exit::code(0));
    CHECK(contains(help.out(), "Examples:\n  watchdog " + command));
  }
}

TEST_CASE("a file of which nothing is enabled is refused with what helps") {
  const File file("[program.a]\ncommand = 'a x'\nenabled = false\n");
  Watchdog watchdog({"run", file.path()});
  CHECK(watchdog.wait() == Exit::code(2));
  CHECK(watchdog.says("--only NAME runs one all the same"));
}
