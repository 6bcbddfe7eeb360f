// SPDX-License-Identifier: MIT
#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Child;
using process::Exit;

namespace {

Child start(const Victim& victim) {
  auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  return *std::move(child);
}

bool ends_by_force(const Child& child) {
  const auto exit = child.wait(soon());
  // In Wine the host of a console outlives the program that is ended too early.
  if (child.container() != invalid_handle) child.force();
  return exit && !exit->success();
}

/// Whether one that starts is ended: in Wine it may be before it has started.
bool is_ended_at_once(const Victim& victim) {
  const std::error_code ended_meanwhile(731, std::system_category());
  const auto child = process::spawn(victim.command({"idle"}));
  return child ? ends_by_force(*child) : child.error().code == ended_meanwhile;
}

bool runs(const Child& child) { return !child.wait(Clock::now()); }

void end(const Child& child) {
  child.force();
  CHECK(child.wait(soon()));
}

}  // namespace

TEST_CASE("block ends what runs and what starts until it is asked to stop") {
  const std::string source = GENERATE("auto", "scan");
  const Victim victim;
  const Child before = start(victim);
  Watchdog watchdog({"block", victim.name(), "--json", "--source", source});
  CHECK(ends_by_force(before));
  REQUIRE(watchdog.wait_for_events("armed", 1));
  for (int i = 0; i < 10; ++i) CHECK(is_ended_at_once(victim));
  REQUIRE(watchdog.wait_for_events("blocked", 11));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  const auto summary = watchdog.events("summary");
  REQUIRE(summary.size() == 1);
  CHECK(summary[0].at("blocked") == 11);
  CHECK(summary[0].at("seen") == 11);
  CHECK(summary[0].at("ended") == 11);
  CHECK(summary[0].at("rescued") == 0);
  if (source == "scan") CHECK(watchdog.events("armed")[0].at("source") == "scan");
}

TEST_CASE("block by the kernel tells what the kernel ended or what it asks for") {
  const Victim victim;
  Watchdog watchdog({"block", victim.name(), "--json", "--source", "bpf"});
  REQUIRE(wait_until([&] { return contains(watchdog.err(), "\n"); }));
  if (watchdog.events("armed").empty()) {
    CHECK(watchdog.wait() == Exit::code(125));
    CHECK(watchdog.events("error").size() == 1);
    return;
  }
  CHECK(watchdog.events("armed")[0].at("source") == "bpf");
  const Child child = start(victim);
  CHECK(ends_by_force(child));
  REQUIRE(watchdog.wait_for_events("blocked", 1));
  const auto blocked = watchdog.events("blocked")[0];
  CHECK(blocked.at("pid") == child.pid());
  CHECK(blocked.at("name") == victim.name());
  CHECK(blocked.at("match") == "image");
}

TEST_CASE(
    "block tells by which source each was seen and how long after its exec if that is known") {
  const std::string wanted = GENERATE("auto", "events", "scan");
  const Victim victim;
  const Child before = start(victim);
  Watchdog watchdog({"block", victim.name(), "--json", "--source", wanted});
  REQUIRE(wait_until([&] { return contains(watchdog.err(), "\n"); }));
  if (watchdog.events("armed").empty()) {  // No events here.
    CHECK(watchdog.wait() == Exit::code(125));
    return end(before);
  }
  REQUIRE(watchdog.wait_for_events("blocked", 1));
  CHECK(ends_by_force(before));
  CHECK(is_ended_at_once(victim));
  REQUIRE(watchdog.wait_for_events("blocked", 2));
  const auto blocked = watchdog.events("blocked");
  CHECK(blocked[0].at("source") == "scan");  // It ran already.
  CHECK_FALSE(blocked[0].contains("after_us"));
  std::string source = watchdog.events("armed")[0].at("source");
  // Another test floods everybody's events.
  if (source == "events" && blocked[1].at("source") == "scan") source = "scan";
  CHECK(blocked[1].at("source") == source);
  CHECK(blocked[1].contains("after_us") == (source != "scan"));
  CHECK(blocked[1].value("after_us", 0) >= 0);
}

TEST_CASE("block tells who was ended and by what it was known") {
  const Victim victim;
  const Child child = start(victim);
  Watchdog watchdog({"block", "--once", victim.name(), "--json"});
  CHECK(watchdog.wait() == Exit::code(0));
  const auto blocked = watchdog.events("blocked");
  REQUIRE(blocked.size() == 1);
  CHECK(blocked[0].at("name") == victim.name());
  CHECK(blocked[0].at("pid") == child.pid());
  CHECK(blocked[0].at("target") == victim.name());
  CHECK(blocked[0].at("match") == "image");
  CHECK(blocked[0].at("value") == victim.name());
  CHECK(blocked[0].contains("ts"));
  CHECK(ends_by_force(child));
}

TEST_CASE("block --cpu still finds what starts") {
  const std::string share = GENERATE("1%", "2.5%", "100%");
  const Victim victim;
  Watchdog watchdog({"block", victim.name(), "--json", "--source", "scan", "--cpu", share});
  REQUIRE(watchdog.wait_for_events("armed", 1));
  for (int i = 0; i < 3; ++i) CHECK(is_ended_at_once(victim));
  CHECK(watchdog.wait_for_events("blocked", 3));
}

TEST_CASE("block speaks to people in sentences") {
  const Victim victim;
  const Child child = start(victim);
  Watchdog watchdog({"block", "--once", victim.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("watchdog: " + victim.name() + "[" + std::to_string(child.pid()) +
                      "] ended: its file's name matches"));
  CHECK(watchdog.out().empty());
  CHECK(ends_by_force(child));
}

TEST_CASE("block --explain tells which target means a process and by what value") {
  const Victim victim;
  const Child child = start(victim);
  const bool path = GENERATE(false, true);
  const std::string target = path ? victim.program() : victim.name();
  Watchdog watchdog({"block", "--once", "--dry-run", "--explain", "nothing-else", target});
  CHECK(watchdog.wait() == Exit::code(0));
  const std::string part = path ? "the path of its file '" : "its file's name '";
  CHECK(watchdog.says("would be ended: " + part));
  CHECK(watchdog.says(victim.name() + "' is the target '" + target + "'"));
  end(child);
}

TEST_CASE("block --once that finds nothing exits with 1") {
  Watchdog watchdog({"block", "--once", unique_name("wdnobody")});
  CHECK(watchdog.wait() == Exit::code(1));
  CHECK(watchdog.says("no process is called 'wdnobody"));
}

TEST_CASE("block --dry-run ends nothing") {
  const Victim victim;
  const Child child = start(victim);
  Watchdog watchdog({"block", "--once", "--dry-run", victim.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("would be ended"));
  CHECK(runs(child));
  end(child);
}

TEST_CASE("the summary of a dry run says that it would have") {
  const Victim victim;
  const Child child = start(victim);
  Watchdog watchdog({"block", "--dry-run", "--for", "50ms", victim.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("would have blocked 1 process"));
  end(child);
}

TEST_CASE("block --for stops by itself") {
  Watchdog watchdog({"block", unique_name("wdnobody"), "--for", "50ms"});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.says("blocked 0 processes"));
}

TEST_CASE("block takes several targets and those after the dashes") {
  const Victim one;
  const Victim two("-" + unique_name("wdv"));
  const Child first = start(one);
  const Child second = start(two);
  Watchdog watchdog({"block", "--once", one.program(), "--json", "--", two.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.events("blocked").size() == 2);
  CHECK(ends_by_force(first));
  CHECK(ends_by_force(second));
}

TEST_CASE("block --quiet says nothing of what goes well") {
  const Victim victim;
  const Child child = start(victim);
  Watchdog watchdog({"block", "--once", "--quiet", victim.name()});
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.err().empty());
  CHECK(ends_by_force(child));
}

TEST_CASE("block refuses what can't be meant with the thing and what helps") {
  const auto refusal = [](std::vector<std::string> words) {
    words.insert(words.begin(), {"block", "--once", "--dry-run"});
    Watchdog watchdog(std::move(words));
    CHECK(watchdog.wait() == Exit::code(2));
    const std::string said = watchdog.err();
    CHECK(said.rfind("watchdog: ", 0) == 0);
    return said;
  };
  const auto has = [](const std::string& text, const std::string& part) {
    INFO(text);
    return text.find(part) != std::string::npos;
  };
  CHECK(has(refusal({}), "block what? Name at least one program"));
  CHECK(has(refusal({""}), "it is empty"));
  CHECK(has(refusal({"watchdog"}), "this very process"));
  CHECK(has(refusal({std::string(300, 'a')}), "255 bytes"));
  CHECK(has(refusal({"folder\x1b[2J/"}), "'folder?[2J/'"));
  CHECK(has(refusal({"--source", "magic", "a"}), "auto, bpf, events, scan"));
  CHECK(has(refusal({"--for", "1h", "a"}), "--for"));
  CHECK(has(refusal({"--deny", "a"}), "--deny"));
  CHECK(has(refusal({"--deny-by", "kernel", "a"}), "--deny-by requires --deny"));
  CHECK(has(refusal({"--deny-by", "magic", "a"}), "auto, kernel, fanotify"));
  for (const char* share : {"2", "0%", "101%", "0.01%", "-2%", "fast", "%"})
    CHECK(has(refusal({"--cpu", share, "a"}), "is no share of a processor; write 2%"));
  CHECK(has(refusal({"--cpu", "2%", "--interval", "5ms", "a"}), "--interval"));
  CHECK(has(refusal({"--intervall", "1ms", "a"}), "did you mean '--interval'?"));
}
