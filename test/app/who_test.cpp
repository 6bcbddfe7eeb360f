// SPDX-License-Identifier: MIT
//
// The options that say who is meant, which list, kill and block have in common.
#include <fstream>

#include "app/program.hpp"
#include "watchdog/base/sha256.hpp"
#include "watchdog/process/details.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Child;
using process::Exit;

namespace {

/// Started, with these words after its name.
Child with_words(const Victim& victim, std::vector<std::string> words = {"idle"}) {
  auto child = process::spawn(victim.command(std::move(words)));
  REQUIRE(child);
  return *std::move(child);
}

/// The same, and it runs by now: before it began it may have no words.
Child idling(const Victim& victim, const std::string& level = "7") {
  Child child =
      with_words(victim, {"directory=level " + level, "note=" + victim.file("up" + level), "idle"});
  REQUIRE(victim.wait_for_lines("up" + level, 1));
  return child;
}

bool lives(const Child& child) { return !child.wait(Clock::now()); }

void put_away(const Child& child) {
  child.force();
  CHECK(child.wait(soon()));
}

std::string hash_of(const std::string& file) {
  const std::string content = read_file(file);
  Sha256 sha;
  sha.update(std::as_bytes(std::span(content)));
  return sha.finish();
}

std::string own_user() {
  const auto self = process::identify(process::own_pid());
  REQUIRE(self);
  return process::user_of(*self);
}

/// Whom `words` mean, as list tells.
std::vector<process::Pid> listed(std::vector<std::string> words) {
  words.insert(words.begin(), {"list", "--json"});
  Watchdog watchdog(std::move(words));
  const Exit exit = watchdog.wait();
  INFO(watchdog.err());
  std::vector<process::Pid> pids;
  std::istringstream in(watchdog.out());
  for (std::string line; std::getline(in, line);)
    pids.push_back(nlohmann::json::parse(line).at("pid").get<process::Pid>());
  CHECK(exit == Exit::code(pids.empty() ? 1 : 0));
  return pids;
}

std::string refusal(const std::string& command, std::vector<std::string> words) {
  words.insert(words.begin(), command);
  Watchdog watchdog(std::move(words));
  CHECK(watchdog.wait() == Exit::code(2));
  return watchdog.err();
}

}  // namespace

TEST_CASE("a file of targets is as good as targets") {
  const Victim one;
  const Victim two;
  const Child first = with_words(one);
  const Child second = with_words(two);
  const TempDir dir;
  std::ofstream(utf8_path(dir.file("bans")))
      << "# games\n\n  " << one.name() << "   # the first\r\n"
      << two.program() << "\n";
  Watchdog watchdog({"block", "--once", "--json", "--from", dir.file("bans")});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.events("blocked").size() == 2);
  CHECK(first.wait(soon()));
  CHECK(second.wait(soon()));
}

TEST_CASE("an exception lives") {
  const Victim victim;
  const Victim other;
  const Child spared = with_words(victim);
  const Child ended = with_words(other);
  Watchdog watchdog(
      {"kill", "--grace", "0", victim.name(), other.name(), "--except", victim.program()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(ended.wait(soon()));
  CHECK(lives(spared));
  put_away(spared);
}

TEST_CASE("a pattern means whole names") {
  const Victim victim;
  const Child child = with_words(victim);
  const std::string name = victim.name();
  CHECK(listed({"--regex", name.substr(0, name.size() - 1) + "."}) == std::vector{child.pid()});
  CHECK(listed({"--regex", name.substr(0, name.size() - 1)}).empty());
  put_away(child);
}

TEST_CASE("the command line the user the parent and the content narrow down who is meant") {
  const Victim victim;
  const Child child = idling(victim, "7");
  const Child other = idling(victim, "8");
  const auto self = process::inspect(process::own_pid());
  REQUIRE(self);
  const std::vector<process::Pid> only{child.pid()};
  CHECK(listed({victim.name(), "--command", "level 7"}) == only);
  CHECK(listed({victim.name(), "--command", "level 9"}).empty());
  CHECK(listed({victim.name(), "--command", "level 7", "--user", own_user()}) == only);
  CHECK(listed({victim.name(), "--parent", self->image}).size() == 2);
  CHECK(listed({victim.name(), "--parent", victim.program()}).empty());
  CHECK(listed({victim.name(), "--sha256", hash_of(victim.program())}).size() == 2);
  CHECK(listed({victim.name(), "--sha256", std::string(64, '0')}).empty());
  put_away(child);
  put_away(other);
}

TEST_CASE("a script is known by its name whatever runs it") {
  const auto shell = process::find_program("sh");
  if (!shell) return;  // Windows: no interpreter to be sure of.
  const TempDir dir;
  const std::string name = unique_name("wdjob") + ".sh";
  const std::string script = dir.file(name);
  std::ofstream(utf8_path(script)) << ": > \"$0.up\"\nread -r line < \"$0.pipe\"\n";
  process::Command command;
  command.program = *shell;
  command.arguments = {"-c", "mkfifo \"$0.pipe\" && exec sh -e \"$0\"", script};
  const auto child = process::spawn(command);
  REQUIRE(child);
  REQUIRE(wait_until([&] { return std::filesystem::exists(script + ".up"); }));
  CHECK(listed({"--script", name}) == std::vector{child->pid()});
  CHECK(listed({"--script", script}) == std::vector{child->pid()});
  CHECK(listed({"--script", name + "x"}).empty());
  Watchdog watchdog({"kill", "--grace", "0", "--explain", "--script", name});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("its script '"));
  CHECK(child->wait(soon()));
}

TEST_CASE("block ends what starts and fits and no other of that name") {
  const std::string source = GENERATE("auto", "scan");
  const Victim victim;
  Watchdog watchdog(
      {"block", victim.name(), "--command", "level 7", "--json", "--source", source, "--explain"});
  REQUIRE(watchdog.wait_for_events("armed", 1));
  const Child other = idling(victim, "8");
  const Child child = with_words(victim, {"env=level 7", "idle"});
  CHECK(child.wait(soon()));
  REQUIRE(watchdog.wait_for_events("blocked", 1));
  const auto blocked = watchdog.events("blocked")[0];
  CHECK(blocked.at("pid") == child.pid());
  CHECK(blocked.at("match") == "image");
  REQUIRE(blocked.at("also").size() == 1);
  CHECK(blocked.at("also")[0].at("match") == "command");
  CHECK(blocked.at("also")[0].at("target") == "level 7");
  CHECK(lives(other));
  put_away(other);
}

TEST_CASE("block without a name finds by content alone") {
  const Victim victim;
  {  // A file of its own content.
    std::ofstream file(utf8_path(victim.program()), std::ios::app | std::ios::binary);
    file << victim.name();
  }
  const auto self = process::inspect(process::own_pid());
  REQUIRE(self);  // Nobody else's files are read.
  Watchdog watchdog(
      {"block", "--sha256", hash_of(victim.program()), "--parent", self->image, "--json"});
  REQUIRE(watchdog.wait_for_events("armed", 1));
  const Child child = with_words(victim);
  CHECK(child.wait(soon()));
  REQUIRE(watchdog.wait_for_events("blocked", 1));
  CHECK(watchdog.events("blocked")[0].at("match") == "sha256");
}

TEST_CASE("every reason is explained") {
  const Victim victim;
  const Child child = idling(victim, "7");
  Watchdog watchdog({"list", "--explain", "--regex", victim.name(), "--command", "level [0-9]",
                     "--user", own_user()});
  CHECK(watchdog.wait() == Exit::code(0));
  const std::string out = watchdog.out();
  CHECK(contains(out, "its file's name '" + victim.name() + "' matches '" + victim.name() + "'"));
  CHECK(contains(out, "; its command line '"));
  CHECK(contains(out, "idle' matches 'level [0-9]'; its user '"));
  put_away(child);
}

TEST_CASE("who can't be meant is refused in one sentence by list and kill and block") {
  const std::string command = GENERATE("list", "kill", "block");
  CHECK(contains(refusal(command, {"--regex", "a(b"}),
                 "watchdog: cannot take as a regular expression 'a(b'; a parenthesis has no "
                 "partner"));
  CHECK(
      contains(refusal(command, {"--user", "wd nobody", "a"}), "cannot find the user 'wd nobody'"));
  CHECK(contains(refusal(command, {"--sha256", "abc"}),
                 "cannot take as a SHA-256 'abc'; that is 64 digits from 0 to f, and it has 3"));
  CHECK(contains(refusal(command, {"--sha256", std::string(64, 'g')}), "it has another letter"));
  CHECK(contains(refusal(command, {"--from", "wd/no/such/file"}),
                 "cannot read the targets in 'wd/no/such/file'"));
  const TempDir dir;
  std::ofstream(utf8_path(dir.file("empty"))) << "# nobody\n";
  CHECK(contains(refusal(command, {"--from", dir.file("empty")}), "there is none"));
  std::ofstream(utf8_path(dir.file("bad"))) << "app\n"
                                            << "folder/\n";
  CHECK(contains(refusal(command, {"--from", dir.file("bad")}), "(line 2 of "));
}

TEST_CASE("an exception alone means nobody") {
  CHECK(contains(refusal("kill", {"--except", "a"}), "kill what?"));
  CHECK(contains(refusal("block", {"--except", "a"}), "block what?"));
}

TEST_CASE("what has no command line yet can't be denied by it") {
  CHECK(contains(refusal("block", {"--deny", "--command", "x", "a"}), "--deny decides before"));
}

TEST_CASE("nobody fits all of it") {
  Watchdog watchdog({"kill", "--regex", unique_name("wdnobody")});
  CHECK(watchdog.wait() == Exit::code(1));
  CHECK(watchdog.says("no process is meant by all of that"));
}
