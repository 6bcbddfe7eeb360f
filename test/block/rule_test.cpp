// SPDX-License-Identifier: MIT
#include "watchdog/block/rule.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::block;
using process::Entry;
using process::Pid;
using process::Target;

namespace {

constexpr process::Naming naming{.title_limit = 15};
constexpr std::array<std::string_view, 2> vital = {"init", "sshd"};

std::vector<Target> targets(std::initializer_list<std::string_view> names) {
  std::vector<Target> result;
  for (const std::string_view name : names) {
    auto target = Target::parse(name, naming);
    REQUIRE(target);
    result.push_back(*std::move(target));
  }
  return result;
}

Entry entry(Pid pid, const std::string& name, Pid parent = 1) {
  Entry result;
  result.id = {pid, pid * 10};
  result.parent = parent;
  result.image = "/usr/bin/" + name;
  result.title = name.substr(0, naming.title_limit);
  return result;
}

/// A path as this system spells it: on Windows with a drive.
std::string system_path(const std::string& path) {
  return std::filesystem::weakly_canonical(std::filesystem::absolute(path)).string();
}

/// We are 100; our terminal is 90, its login 80.
Protection protection(bool force = false) {
  Protection result;
  result.self = {100, 1'000};
  result.ancestors = {{90, 900}, {80, 800}};
  result.vital = vital;
  result.force = force;
  return result;
}

}  // namespace

TEST_CASE("a rule names the target and the part of the row that told") {
  const Rule rule(targets({"game", "/usr/bin/tool", "job"}), protection());
  const Verdict game = rule.judge(entry(7, "game"));
  CHECK(game.ends());
  CHECK(game.grounds.at(0).meant == "game");
  CHECK(game.grounds.at(0).part == Part::image);
  CHECK(game.grounds.at(0).value == "game");
  Entry tool_row = entry(8, "tool");
  tool_row.image = system_path("/usr/bin/tool");
  const Verdict tool = rule.judge(tool_row);
  CHECK(tool.ends());
  CHECK(tool.grounds.at(0).meant == "/usr/bin/tool");
  CHECK(tool.grounds.at(0).part == Part::path);
  Entry script = entry(9, "dash");
  script.title = "job";
  CHECK(rule.judge(script).grounds.at(0).part == Part::title);
  CHECK(rule.judge(script).ends());
}

TEST_CASE("what no target names is left alone without a shield") {
  const Verdict verdict = Rule(targets({"game"}), protection()).judge(entry(7, "games"));
  CHECK_FALSE(verdict.named());
  CHECK_FALSE(verdict.ends());
  CHECK(verdict.shield == Shield::none);
}

TEST_CASE("process 1 and this process are spared whatever is forced") {
  const bool force = GENERATE(false, true);
  const Rule rule(targets({"game"}), protection(force));
  CHECK(rule.judge(entry(1, "game")).shield == Shield::init);
  CHECK(rule.judge(entry(100, "game")).shield == Shield::self);
  CHECK(rule.judge(entry(100, "game")).named());
  CHECK_FALSE(rule.judge(entry(100, "game")).ends());
}

TEST_CASE("ancestors and vital programs are spared unless forced") {
  const Rule rule(targets({"game", "sshd"}), protection());
  CHECK(rule.judge(entry(90, "game")).shield == Shield::ancestor);
  CHECK(rule.judge(entry(80, "game")).shield == Shield::ancestor);
  CHECK(rule.judge(entry(7, "sshd")).shield == Shield::vital);
  const Rule forced(targets({"game", "sshd"}), protection(true));
  CHECK(forced.judge(entry(90, "game")).ends());
  CHECK(forced.judge(entry(7, "sshd")).ends());
}

TEST_CASE("the shell one sits in is spared also where it is no ancestor unless forced") {
  Protection mine = protection();
  mine.session = {60, 600};
  CHECK(Rule(targets({"game"}), mine).judge(entry(60, "game")).shield == Shield::session);
  CHECK(Rule(targets({"game"}), mine).judge(entry(61, "game")).ends());
  CHECK(yields_to_force(Shield::session));
  mine.force = true;
  CHECK(Rule(targets({"game"}), mine).judge(entry(60, "game")).ends());
}

TEST_CASE("the number of an ancestor that is gone protects nobody") {
  const Rule rule(targets({"game"}), protection());
  Entry stranger = entry(90, "game");
  stranger.id.start += 1;
  CHECK(rule.judge(stranger).ends());
}

TEST_CASE("a program is not vital because it says so") {
  Entry liar = entry(7, "game");
  liar.title = "sshd";
  CHECK(Rule(targets({"game"}), protection()).judge(liar).ends());
}

TEST_CASE("kernel threads and zombies are named by nothing") {
  const Rule rule(targets({"game"}), protection(true));
  Entry row = entry(7, "game");
  row.kind = Entry::Kind::kernel;
  CHECK_FALSE(rule.judge(row).named());
  row.kind = Entry::Kind::zombie;
  CHECK_FALSE(rule.judge(row).named());
}

TEST_CASE("targets that would end us or the system are refused with the name") {
  const std::vector<Entry> table = {entry(1, "boot", 0), entry(80, "login"), entry(90, "sh", 80),
                                    entry(100, "watchdog", 90)};
  const auto refusal = [&](std::string_view name, bool force = false) {
    auto checked = Rule(targets({"game", name}), protection(force)).check(table);
    return checked ? std::string() : checked.error().message();
  };
  CHECK(refusal("other").empty());
  CHECK(refusal("sh").empty());  // Spared one by one: other shells may be meant.
  CHECK(refusal("watchdog").find("'watchdog'") != std::string::npos);
  CHECK(refusal("watchdog", true).find("this very process") != std::string::npos);
  CHECK(refusal("boot").find("process 1") != std::string::npos);
  if (system_path("/usr/bin/boot") == "/usr/bin/boot")
    CHECK(refusal("/usr/bin/boot").find("process 1") != std::string::npos);
  CHECK(refusal("sshd").find("--force") != std::string::npos);
  CHECK(refusal("sshd", true).empty());
}

TEST_CASE("this process and its ancestors are found in the table") {
  const auto table = process::list();
  REQUIRE(table);
  const Protection mine = Protection::of_this_process(*table, false);
  const auto self = process::identify(process::own_pid());
  REQUIRE(self);
  CHECK(mine.self == *self);
  const auto own = process::inspect(process::own_pid());
  REQUIRE(own);
  if (const Pid leader = process::session_leader(); leader != 0) {
    CHECK(mine.session.pid == leader);
  }
  if (own->parent == 0) return;  // Started from outside Wine.
  REQUIRE_FALSE(mine.ancestors.empty());
  CHECK(std::any_of(mine.ancestors.begin(), mine.ancestors.end(),
                    [&](const process::Identity& id) { return id.pid == own->parent; }));
}

TEST_CASE("the system's vital names are there and in one case") {
  CHECK_FALSE(vital_names().empty());
  for (const std::string_view name : vital_names()) CHECK_FALSE(name.empty());
}

namespace {

Pattern pattern(const std::string& text) {
  auto parsed = Pattern::parse(text);
  REQUIRE(parsed);
  return *std::move(parsed);
}

/// What there is to know of the entry "java" below.
Details all_known() {
  Details known;
  known.user = "1000";
  known.parent = entry(50, "launcher");
  known.words = {"java", "-Xmx1G", "-jar", "/opt/game.jar"};
  known.hash = std::string(64, 'a');
  return known;
}

Verdict judge(Terms terms, const Details& known = all_known()) {
  return Rule(std::move(terms), protection()).judge(entry(7, "java", 50), known);
}

}  // namespace

TEST_CASE("each kind of term has to fit and one of each kind is enough") {
  Terms terms;
  terms.targets = targets({"python", "java"});
  terms.users = {{"alice", "999"}, {"bob", "1000"}};
  CHECK(judge(terms).ends());
  terms.users.pop_back();
  CHECK_FALSE(judge(terms).named());
  terms.users = {{"bob", "1000"}};
  terms.targets = targets({"python"});
  CHECK_FALSE(judge(terms).named());
}

TEST_CASE("a verdict tells each part that fits with its value and what was meant") {
  Terms terms;
  terms.names = {pattern("ja.a")};
  terms.scripts = targets({"game.jar"});
  terms.commands = {pattern("nothing"), pattern("-Xmx[0-9]G")};
  terms.hashes = {std::string(64, 'a')};
  terms.parents = targets({"launcher"});
  terms.users = {{"bob", "1000"}};
  const Verdict verdict = judge(terms);
  REQUIRE(verdict.grounds.size() == 6);
  const auto is = [&](std::size_t i, Part part, const std::string& value, const std::string& meant,
                      bool by_pattern) {
    const Ground& ground = verdict.grounds[i];
    return ground.part == part && ground.value == value && ground.meant == meant &&
           ground.pattern == by_pattern;
  };
  CHECK(is(0, Part::image, "java", "ja.a", true));
  CHECK(is(1, Part::script, "game.jar", "game.jar", false));
  CHECK(is(2, Part::command, "java -Xmx1G -jar /opt/game.jar", "-Xmx[0-9]G", true));
  CHECK(is(3, Part::hash, std::string(64, 'a'), std::string(64, 'a'), false));
  CHECK(is(4, Part::parent, "launcher", "launcher", false));
  CHECK(is(5, Part::user, "1000", "bob", false));
}

TEST_CASE("each kind of term alone says who is meant and what is not told never fits") {
  std::vector<Terms> each(6);
  each[0].names = {pattern("java")};
  each[1].scripts = targets({"game.jar"});
  each[2].commands = {pattern("jar$")};
  each[3].hashes = {std::string(64, 'a')};
  each[4].parents = targets({"launcher"});
  each[5].users = {{"bob", "1000"}};
  for (std::size_t i = 0; i < each.size(); ++i) {
    INFO(i);
    CHECK(each[i].any());
    CHECK(each[i].conditional());
    CHECK(judge(each[i]).ends());
    CHECK(judge(each[i], {}).ends() == (i == 0));
    Details untold;
    untold.user = "";
    untold.parent = Entry();
    untold.words = std::vector<std::string>();
    untold.hash = "";
    CHECK(judge(each[i], untold).ends() == (i == 0));
  }
  CHECK_FALSE(Terms().any());
  CHECK_FALSE(judge({}).named());
}

TEST_CASE("an exception counts more than all that fits") {
  Terms terms;
  terms.names = {pattern(".*")};
  terms.except = targets({"java"});
  CHECK_FALSE(judge(terms).named());
  terms.except = targets({"jav"});
  CHECK(judge(terms).named());
}

TEST_CASE("what is dear to know is asked for last and only where it can matter") {
  Terms terms;
  terms.targets = targets({"java"});
  terms.hashes = {std::string(64, 'a')};
  terms.commands = {pattern("game")};
  terms.parents = targets({"launcher"});
  terms.users = {{"bob", "1000"}};
  const Rule rule(terms, protection());
  const Entry row = entry(7, "java", 50);
  const Details all = all_known();
  Details known;
  CHECK(rule.missing(row, known) == Detail::user);
  known.user = all.user;
  CHECK(rule.missing(row, known) == Detail::parent);
  known.parent = all.parent;
  CHECK(rule.missing(row, known) == Detail::words);
  known.words = all.words;
  CHECK(rule.missing(row, known) == Detail::hash);
  known.hash = all.hash;
  CHECK_FALSE(rule.missing(row, known));
  CHECK(rule.judge(row, known).ends());

  CHECK_FALSE(rule.missing(entry(7, "other"), {}));
  known = {};
  known.user = "0";
  CHECK_FALSE(rule.missing(row, known));
  CHECK_FALSE(Rule(targets({"java"}), protection()).missing(row, {}));
}

TEST_CASE("our own file is not read for its hash") {
  Terms terms;
  terms.hashes = {std::string(64, 'a')};
  const Rule rule(terms, protection());
  CHECK(rule.missing(entry(7, "java"), {}) == Detail::hash);
  CHECK_FALSE(rule.missing(entry(100, "watchdog"), {}));
}

TEST_CASE("a row that no name fits is left out at a glimpse and none where names say nothing") {
  Terms terms;
  terms.names = {pattern("ja.*")};
  CHECK(Rule(terms, protection()).may_mean(entry(7, "java")));
  CHECK_FALSE(Rule(terms, protection()).may_mean(entry(7, "other")));
  terms.targets = targets({"other"});
  CHECK(Rule(terms, protection()).may_mean(entry(7, "other")));
  terms = {};
  terms.users = {{"bob", "1000"}};
  CHECK(Rule(terms, protection()).may_mean(entry(7, "other")));
}

TEST_CASE("a pattern matches the title as well and never a kernel thread") {
  Terms terms;
  terms.names = {pattern("jo.")};
  const Rule rule(terms, protection());
  Entry script = entry(9, "dash");
  script.title = "job";
  CHECK(rule.judge(script).grounds.at(0).part == Part::title);
  script.kind = Entry::Kind::kernel;
  CHECK_FALSE(rule.judge(script).named());
}

TEST_CASE("a target with conditions may be this very program") {
  const std::vector<Entry> table = {entry(100, "watchdog", 90)};
  Terms terms;
  terms.targets = targets({"watchdog"});
  CHECK_FALSE(Rule(terms, protection()).check(table));
  terms.users = {{"bob", "1000"}};
  CHECK(Rule(terms, protection()).check(table));
  CHECK(Rule(terms, protection()).judge(table[0], all_known()).shield == Shield::self);
}
