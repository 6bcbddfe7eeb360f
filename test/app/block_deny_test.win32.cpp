// SPDX-License-Identifier: MIT
//
// What can be seen of Image File Execution Options in Wine, which does not obey them: what stands
// in the registry, and what the program does that the system would start.
#include <windows.h>

#include <algorithm>

#include "app/program.hpp"
#include "watchdog/base/wide.win32.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

const std::string options =
    "SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Image File Execution Options\\";

std::string debugger(const std::string& program, REGSAM view) {
  HKEY key = nullptr;
  if (::RegOpenKeyExW(HKEY_LOCAL_MACHINE, wide(options + program).c_str(), 0, KEY_READ | view,
                      &key) != ERROR_SUCCESS)
    return "no key";
  std::wstring text(1'024, L'\0');
  auto size = static_cast<DWORD>(text.size() * sizeof(wchar_t));
  const bool there = ::RegGetValueW(key, nullptr, L"Debugger", RRF_RT_REG_SZ, nullptr, text.data(),
                                    &size) == ERROR_SUCCESS;
  ::RegCloseKey(key);
  return there ? narrow(text.c_str()) : "none";
}

void set(const std::string& program, const wchar_t* name, const std::string& value) {
  HKEY key = nullptr;
  REQUIRE(::RegCreateKeyExW(HKEY_LOCAL_MACHINE, wide(options + program).c_str(), 0, nullptr, 0,
                            KEY_WRITE | KEY_WOW64_64KEY, nullptr, &key, nullptr) == ERROR_SUCCESS);
  const std::wstring text = wide(value);
  CHECK(::RegSetValueExW(key, name, 0, REG_SZ, reinterpret_cast<const BYTE*>(text.c_str()),
                         static_cast<DWORD>((text.size() + 1) * sizeof(wchar_t))) == ERROR_SUCCESS);
  ::RegCloseKey(key);
}

void remove_key(const std::string& program) {
  ::RegDeleteKeyExW(HKEY_LOCAL_MACHINE, wide(options + program).c_str(), KEY_WOW64_64KEY, 0);
}

std::string unique_file() { return unique_name("wdd") + ".exe"; }

}  // namespace

TEST_CASE("block --deny has the system start watchdog in place of a program until it ends") {
  const std::string name = unique_file();
  Watchdog watchdog({"block", name, "--deny", "--json", "--source", "scan"});
  REQUIRE(watchdog.wait_for_events("armed", 2));
  const auto armed = watchdog.events("armed")[1];
  CHECK(armed.at("source") == "deny");
  CHECK(armed.at("detail") == "Image File Execution Options: " + name);
  for (const REGSAM view : {KEY_WOW64_64KEY, KEY_WOW64_32KEY}) {
    CHECK(contains(debugger(name, view),
                   "watchdog.exe\" --denied-start " + std::to_string(watchdog.pid()) + "-"));
  }
  Watchdog second({"block", name, "--deny", "--json", "--source", "scan"});
  CHECK(second.wait() == Exit::code(125));
  CHECK(second.says("the watchdog with pid " + std::to_string(watchdog.pid()) + " does"));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  for (const REGSAM view : {KEY_WOW64_64KEY, KEY_WOW64_32KEY})
    CHECK(debugger(name, view) == "no key");
}

TEST_CASE("what a watchdog that was killed had denied is allowed again by the next") {
  const std::string name = unique_file();
  Watchdog killed({"block", name, "--deny", "--json", "--source", "scan"});
  REQUIRE(killed.wait_for_events("armed", 2));
  kill_process(killed.pid());
  killed.wait();
  Watchdog dry({"block", unique_name("wdnobody"), "--once", "--dry-run", "--json"});
  dry.wait();
  CHECK(dry.events("allowed_again").empty());
  // A test beside this one may have been the next already.
  const bool left = contains(debugger(name, KEY_WOW64_64KEY), "--denied-start");
  Watchdog next({"block", unique_name("wdnobody"), "--once", "--json"});
  CHECK(next.wait() == Exit::code(1));
  const auto again = next.events("allowed_again");
  const bool told = std::any_of(again.begin(), again.end(),
                                [&](const auto& event) { return event.at("name") == name; });
  CHECK((told || !left));
  for (const REGSAM view : {KEY_WOW64_64KEY, KEY_WOW64_32KEY})
    CHECK(debugger(name, view) == "no key");
}

TEST_CASE("a debugger that somebody else has set stays and is named") {
  const std::string name = unique_file();
  set(name, L"Debugger", "C:\\tools\\debugger.exe -x");
  const bool dry = GENERATE(true, false);
  std::vector<std::string> words{"block", name, "--deny", "--source", "scan"};
  if (dry) words.emplace_back("--dry-run");
  Watchdog refused(words);
  CHECK(refused.wait() == Exit::code(125));
  CHECK(refused.says("a debugger is set for it, which stays: C:\\tools\\debugger.exe -x"));
  CHECK(debugger(name, KEY_WOW64_64KEY) == "C:\\tools\\debugger.exe -x");
  CHECK_FALSE(contains(debugger(name, KEY_WOW64_32KEY), "--denied-start"));
  remove_key(name);
}

TEST_CASE("other options of a program stay when its start is no longer denied") {
  const std::string name = unique_file();
  set(name, L"GlobalFlag", "0x200");
  {
    Watchdog watchdog({"block", name, "--deny", "--json", "--source", "scan"});
    REQUIRE(watchdog.wait_for_events("armed", 2));
    CHECK(contains(debugger(name, KEY_WOW64_64KEY), "--denied-start"));
    watchdog.ask();
    watchdog.wait();
  }
  CHECK(debugger(name, KEY_WOW64_64KEY) == "none");
  remove_key(name);
}

TEST_CASE("a dry run of --deny writes nothing and tells what it would deny") {
  const std::string name = unique_file();
  Watchdog watchdog({"block", name, "--deny", "--dry-run", "--json", "--source", "scan"});
  REQUIRE(watchdog.wait_for_events("armed", 2));
  CHECK(watchdog.events("armed")[1].at("detail") == "Image File Execution Options: " + name);
  CHECK(debugger(name, KEY_WOW64_64KEY) == "no key");
}

TEST_CASE("block --deny is refused where files' names alone do not say who is meant") {
  const Victim victim;
  const std::vector<std::vector<std::string>> too_much = {
      {victim.program()},
      {victim.name(), "--user", "S-1-5-18"},
      {"--regex", victim.name()},
      {victim.name(), "--except", victim.program()}};
  for (const auto& words : too_much) {
    std::vector<std::string> all{"block", "--deny", "--source", "scan"};
    all.insert(all.end(), words.begin(), words.end());
    Watchdog refused(all);
    CHECK(refused.wait() == Exit::code(125));
    CHECK(refused.says("the system knows them by their files' names alone"));
  }
  CHECK(debugger(victim.name(), KEY_WOW64_64KEY) == "no key");
}

TEST_CASE("a denied start ends with 126 and a sentence") {
  const Victim victim;
  const auto self = process::identify(process::own_pid());
  REQUIRE(self);
  const std::string writer = std::to_string(self->pid) + "-" + std::to_string(self->start);
  Watchdog stand_in({"--denied-start", writer, victim.program(), "note=" + victim.file("up")});
  CHECK(stand_in.wait() == Exit::code(126));
  CHECK(stand_in.says("watchdog: cannot start '" + victim.name() + "': a watchdog blocks it"));
  CHECK(read_file(victim.file("up")).empty());
}

TEST_CASE("a start that a dead watchdog denied happens all the same") {
  const Victim victim;
  const auto self = process::identify(process::own_pid());
  REQUIRE(self);
  const std::string gone = std::to_string(self->pid) + "-" + std::to_string(self->start + 1);
  Watchdog stand_in({"--denied-start", gone, victim.program(), "note=" + victim.file("up"),
                     "print=two words", "exit=7"});
  CHECK(stand_in.wait() == Exit::code(7));
  CHECK(victim.lines("up").size() == 1);
  CHECK(stand_in.out() == "two words\n");
}
