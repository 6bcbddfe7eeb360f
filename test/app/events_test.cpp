// SPDX-License-Identifier: MIT
//
// docs/commands.md tells which events keep says and what each of them has: a job may rely on it.
#include <algorithm>
#include <map>
#include <set>

#include "app/hand.hpp"

using namespace watchdog;
using namespace watchdog::test;

namespace {

using Names = std::set<std::string>;

struct Promise {
  Names always;
  Names maybe;
};

/// The words in backticks.
Names words_in(const std::string& cell) {
  Names words;
  std::istringstream in(cell);
  std::string word;
  for (bool inside = false; std::getline(in, word, '`'); inside = !inside) {
    if (inside) words.insert(word);
  }
  return words;
}

std::map<std::string, Promise> promises() {
  const std::string page = read_file(commands_page);
  std::istringstream in(page.substr(page.find("| event | always has |")));
  std::map<std::string, Promise> found;
  std::string line;
  std::getline(in, line);
  std::getline(in, line);
  while (std::getline(in, line) && line.starts_with("|")) {
    std::vector<std::string> cells;
    std::istringstream row(line.substr(1));
    for (std::string cell; std::getline(row, cell, '|');) cells.push_back(cell);
    REQUIRE(cells.size() == 4);
    for (const std::string& event : words_in(cells[0]))
      found[event] = {words_in(cells[1]), words_in(cells[2])};
  }
  return found;
}

void check_said(const std::map<std::string, Promise>& page, const nlohmann::json& said) {
  INFO(said.dump());
  REQUIRE(said.contains("ts"));
  const auto promise = page.find(said.value("event", ""));
  REQUIRE(promise != page.end());
  for (const std::string& field : promise->second.always) CHECK(said.contains(field));
  for (const auto& [field, value] : said.items()) {
    const bool common = field == "ts" || field == "event" || field == "name" || field == "pid";
    CHECK((common || promise->second.always.contains(field) ||
           promise->second.maybe.contains(field)));
  }
}

/// What it said, line by line, is as the page says; which events those were.
Names check_all(const std::string& err) {
  const std::map<std::string, Promise> page = promises();
  Names seen;
  std::istringstream in(err);
  for (std::string line; std::getline(in, line);) {
    const nlohmann::json said = nlohmann::json::parse(line, nullptr, false);
    REQUIRE(said.is_object());
    check_said(page, said);
    seen.insert(said.at("event"));
  }
  return seen;
}

std::string ended(Watchdog& watchdog) {
  (void)watchdog.wait();
  return watchdog.err();
}

bool includes(const Names& all, const Names& some) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

}  // namespace

TEST_CASE("every event of keep has the fields that its page promises, and no others") {
  const Victim victim;
  const std::string app = victim.program();
  SECTION("of a failure, an alert, a log and reports") {
    Watchdog watchdog({"keep", "--json", "--give-up-after", "1", "--alert", app + " exit=3",
                       "--log", victim.file(""), "--report-dir", victim.file("reports"), "--", app,
                       "print=broken", "exit=3"});
    CHECK(check_all(ended(watchdog)) == Names{"unlogged", "started", "exited", "restarting",
                                              "gave_up", "last_lines", "report", "alert_failed"});
  }
  SECTION("of a hang") {
    Watchdog watchdog({"keep", "--json", "--notify", "--ready-within", "200ms", "--grace", "100ms",
                       "--restart", "never", "--", app, "ignore", "idle"});
    CHECK(includes(check_all(ended(watchdog)), {"started", "hung", "stopping", "exited"}));
  }
  SECTION("of what is ready, is replaced and is stopped") {
    Watchdog watchdog(
        {"keep", "--json", "--notify", "--max-age", "300ms", "--", app, "say=READY=1", "idle"});
    REQUIRE(watchdog.wait_for_events("ready", 1));
    REQUIRE(watchdog.wait_for_events("replacing", 1));
    REQUIRE(watchdog.wait_for_events("started", 2));
    watchdog.ask();
    CHECK(includes(check_all(ended(watchdog)), {"ready", "replacing", "stopped"}));
  }
  SECTION("of what is adopted where nothing can be written down") {
    Result<process::Child> child =
        process::spawn(victim.command({"note=" + victim.file("up"), "idle"}));
    REQUIRE(child);
    REQUIRE(victim.wait_for_lines("up", 1));
    Watchdog watchdog({"keep", "--json", "--pid", std::to_string(child->pid())},
                      {"WD_STATE_DIR=" + app + "/state", "WD_RUNTIME_DIR=" + app + "/run"});
    REQUIRE(watchdog.wait_for_events("adopted", 1));
    watchdog.ask();
    CHECK(includes(check_all(ended(watchdog)), {"unrecorded", "adopted", "stopped"}));
    (void)child->wait(soon());
  }
  SECTION("of a program that can't be started") {
    Watchdog watchdog({"keep", "--json", "--", victim.file("none")});
    CHECK(check_all(ended(watchdog)) == Names{"error"});
  }
}
