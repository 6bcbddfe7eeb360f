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
  CHECK(game.target->name() == "game");
  CHECK(game.part == Target::Part::image);
  Entry tool_row = entry(8, "tool");
  tool_row.image = system_path("/usr/bin/tool");
  const Verdict tool = rule.judge(tool_row);
  CHECK(tool.ends());
  CHECK(tool.target->name() == "tool");
  CHECK(tool.part == Target::Part::path);
  Entry script = entry(9, "dash");
  script.title = "job";
  CHECK(rule.judge(script).part == Target::Part::title);
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
  if (own->parent == 0) return;  // Started from outside Wine.
  REQUIRE_FALSE(mine.ancestors.empty());
  CHECK(std::any_of(mine.ancestors.begin(), mine.ancestors.end(),
                    [&](const process::Identity& id) { return id.pid == own->parent; }));
}

TEST_CASE("the system's vital names are there and in one case") {
  CHECK_FALSE(vital_names().empty());
  for (const std::string_view name : vital_names()) CHECK_FALSE(name.empty());
}
