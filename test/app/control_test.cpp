// SPDX-License-Identifier: MIT
#include <filesystem>

#include "app/hand.hpp"
#include "keeping/requests.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

std::vector<std::string> kept_idle(const Victim& victim, std::vector<std::string> options = {}) {
  std::vector<std::string> words{"keep", "--json"};
  words.insert(words.end(), options.begin(), options.end());
  words.insert(words.end(), {"--", victim.program(), "note=" + victim.file("up"), "idle"});
  return words;
}

}  // namespace

TEST_CASE("a kept program is seen, stopped, started and started again by another watchdog") {
  const Places places;
  const Victim victim;
  Watchdog keeper(kept_idle(victim), places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(wait_until([&] { return ask(places, {"status", victim.name()}).exit == Exit::code(0); }));
  const auto running = ask(places, {"status", "--json", victim.name()}).row();
  CHECK(running.at("state") == "running");
  CHECK(running.at("pid") == victim.noted_pid("up", 0));
  CHECK(running.at("keeper") == keeper.pid());

  CHECK(ask(places, {"stop", victim.name()}).exit == Exit::code(0));
  CHECK_FALSE(victim.lives("up", 0));
  const Asked stopped = ask(places, {"status", "--json", victim.name()});
  CHECK(stopped.exit == Exit::code(3));
  CHECK(stopped.row().at("why") == "stopped by hand");
  CHECK(stopped.row().contains("last_exit"));

  CHECK(ask(places, {"start", victim.name()}).exit == Exit::code(0));
  REQUIRE(victim.wait_for_lines("up", 2));
  CHECK(ask(places, {"restart", victim.name()}).exit == Exit::code(0));
  REQUIRE(victim.wait_for_lines("up", 3));
  CHECK_FALSE(victim.lives("up", 1));
  CHECK(keeper.events("gave_up").empty());
}

TEST_CASE(
    "a watchdog becomes a new one under its program when it is asked to, or says that it can't") {
  const Places places;
  const Victim victim;
  Watchdog keeper(kept_idle(victim), places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(wait_until([&] { return ask(places, {"status", victim.name()}).exit == Exit::code(0); }));
  const Asked asked = ask(places, {"reexec", "--json", victim.name()});
  if (process::can_replace_self()) {
    CHECK(asked.exit == Exit::code(0));
    CHECK(asked.row().at("pid") == victim.noted_pid("up", 0));
    REQUIRE(keeper.wait_for_events("adopted", 1));
    CHECK(keeper.events("adopted").front().at("pid") == victim.noted_pid("up", 0));
  } else {
    CHECK(asked.exit == Exit::code(125));
    CHECK(asked.err.find("takes over") != std::string::npos);
  }
  REQUIRE(wait_until([&] { return ask(places, {"status", victim.name()}).exit == Exit::code(0); }));
  CHECK(ask(places, {"status", "--json", victim.name()}).row().at("keeper") == keeper.pid());
  CHECK(victim.lives("up", 0));
  CHECK(victim.lines("up").size() == 1);
}

TEST_CASE("a stop that another hand takes back is answered at once, and so is a restart") {
  const Places places;
  const Victim victim;
  const Watchdog keeper({"keep", "--json", "--grace", "2s", "--name", "app", "--", victim.program(),
                         "ignore", "note=" + victim.file("up"), "idle"},
                        places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(wait_until([&] { return ask(places, {"status", "app"}).exit == Exit::code(0); }));
  {
    Watchdog stop({"stop", "app"}, places.settings());
    REQUIRE(keeper.wait_for_events("stopping", 1));
    CHECK(ask(places, {"start", "app"}).exit == Exit::code(0));
    CHECK(stop.wait() == Exit::code(3));
    CHECK(contains(stop.out(), "running"));
  }
  REQUIRE(victim.wait_for_lines("up", 2));
  Watchdog restart({"restart", "app"}, places.settings());
  REQUIRE(keeper.wait_for_events("stopping", 2));
  CHECK(ask(places, {"stop", "app"}).exit == Exit::code(0));
  CHECK(restart.wait() == Exit::code(3));
}

TEST_CASE("a watchdog that does not answer keeps nobody from reaching the others") {
  const Places places;
  const Victim victim;
  const Watchdog stuck({"keep", "--name", "stuck", "--", victim.program(), "idle"},
                       places.settings());
  const Watchdog well({"keep", "--name", "well", "--", victim.program(), "idle"},
                      places.settings());
  for (const char* name : {"stuck", "well"})
    REQUIRE(wait_until([&] { return ask(places, {"status", name}).exit == Exit::code(0); }));
  const Result<process::Process> held = process::Process::open(stuck.id());
  REQUIRE(held);
  if (!held->suspend()) return;  // This system can't.
  const Time before = Clock::now();
  const Asked named = ask(places, {"status", "well", "--timeout", "1h"});
  const Asked stopped = ask(places, {"stop", "well"});
  const auto took = Clock::now() - before;
  const Asked all = ask(places, {"status", "--timeout", "500ms"});
  const Asked wanted = ask(places, {"stop", "stuck", "--timeout", "500ms"});
  CHECK(held->resume());
  CHECK(named.exit == Exit::code(0));
  CHECK(contains(named.err, "watchdog[" + std::to_string(stuck.pid()) + "]"));
  CHECK(stopped.exit == Exit::code(0));
  CHECK(took < std::chrono::minutes(1));  // Nobody waits for what the stuck one might say.
  CHECK(all.exit == Exit::code(124));
  CHECK(contains(all.out, "well"));
  CHECK(wanted.exit == Exit::code(124));
}

TEST_CASE("a pattern means all whose names fit, of any watchdog") {
  const Places places;
  const Victim victim;
  std::vector<std::unique_ptr<Watchdog>> keepers;
  for (const char* name : {"web-1", "web-2", "other"}) {
    keepers.push_back(std::make_unique<Watchdog>(
        std::vector<std::string>{"keep", "--name", name, "--", victim.program(), "idle"},
        places.settings()));
    REQUIRE(wait_until([&] { return ask(places, {"status", name}).exit == Exit::code(0); }));
  }
  CHECK(ask(places, {"stop", "web-*"}).exit == Exit::code(0));
  CHECK(ask(places, {"status", "other"}).exit == Exit::code(0));
  const Asked stopped = ask(places, {"status", "*-*"});
  CHECK(stopped.exit == Exit::code(3));
  CHECK(contains(stopped.out, "web-1"));
  CHECK(contains(stopped.out, "web-2"));
  CHECK_FALSE(contains(stopped.out, "other"));
  CHECK(ask(places, {"stop", "mail-*"}).exit == Exit::code(4));
}

TEST_CASE("where nothing is kept each deed says so") {
  const Places places;
  for (const char* deed : {"start", "stop", "restart", "reexec"}) {
    const Asked asked = ask(places, {deed, "--all"});
    CHECK(asked.exit == Exit::code(3));
    CHECK(contains(asked.err, "nothing is kept"));
    CHECK(asked.out.empty());
  }
}

TEST_CASE("a name that begins with a dash is a name after --") {
  const Places places;
  const Victim victim;
  const Watchdog keeper({"keep", "--name", "-app", "--", victim.program(), "idle"},
                        places.settings());
  REQUIRE(wait_until([&] { return ask(places, {"status"}).exit == Exit::code(0); }));
  CHECK(ask(places, {"status", "--", "app"}).exit == Exit::code(4));
  CHECK(ask(places, {"stop", "--", "-app"}).exit == Exit::code(0));
  CHECK(ask(places, {"status", "--", "-app"}).exit == Exit::code(3));
}

TEST_CASE("what is not kept is unknown and a near miss is suggested") {
  const Places places;
  const Victim victim;
  CHECK(ask(places, {"status", victim.name()}).exit == Exit::code(4));
  Watchdog keeper(kept_idle(victim), places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(wait_until([&] { return ask(places, {"status", victim.name()}).exit == Exit::code(0); }));
  const Asked miss = ask(places, {"stop", victim.name() + "x"});
  CHECK(miss.exit == Exit::code(4));
  CHECK(miss.err.find("did you mean '" + victim.name() + "'?") != std::string::npos);
  CHECK(ask(places, {"stop"}).exit == Exit::code(2));
}

TEST_CASE("a kept program is called as it was when it was asked to be kept") {
  const Places places;
  const Victim victim;
  const Watchdog keeper(kept_idle(victim), places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  const std::string bare = utf8_text(utf8_path(victim.name()).stem());  // app, where it is app.exe.
  REQUIRE(wait_until([&] { return ask(places, {"status", bare}).exit == Exit::code(0); }));
  CHECK(ask(places, {"status", "--json", bare}).row().at("name") == victim.name());
  CHECK(ask(places, {"wait", "--for", "running", bare}).exit == Exit::code(0));
  CHECK(ask(places, {"restart", bare}).exit == Exit::code(0));
  CHECK(victim.wait_for_lines("up", 2));
}

TEST_CASE("a keeper that is killed is succeeded without a duplicate and with its counts") {
  const Places places;
  const Victim victim;
  process::Pid second = 0;
  {
    Watchdog first(kept_idle(victim, {"--healthy-after", "1h"}), places.settings());
    REQUIRE(victim.wait_for_lines("up", 1));
    kill_process(victim.noted_pid("up", 0));
    REQUIRE(victim.wait_for_lines("up", 2));
    second = victim.noted_pid("up", 1);
    REQUIRE(first.wait_for_events("started", 2));
    REQUIRE(wait_until([&] {  // It is written down after it is done.
      const Asked asked = ask(places, {"status", "--json", victim.name()});
      return asked.exit == Exit::code(0) && asked.row().at("restarts") == 1;
    }));
    kill_process(first.pid());
    (void)first.wait();
  }
  CHECK(victim.lives(second));
  Watchdog next(kept_idle(victim, {"--healthy-after", "1h"}), places.settings());
  REQUIRE(next.wait_for_events("adopted", 1));
  CHECK(next.events("adopted")[0].at("pid") == second);
  CHECK(victim.lines("up").size() == 2);
  kill_process(second);
  REQUIRE(next.wait_for_events("restarting", 1));
  CHECK(next.events("restarting")[0].at("attempt") == 2);
  REQUIRE(victim.wait_for_lines("up", 3));
}

TEST_CASE("what a program of a killed watchdog had started ends with it") {
  const Places places;
  const Victim victim;
  const std::vector<std::string> words{"keep",
                                       "--json",
                                       "--",
                                       victim.program(),
                                       "child=" + victim.file("child"),
                                       "orphan=" + victim.file("orphan"),
                                       "note=" + victim.file("up"),
                                       "idle"};
  {
    Watchdog first(words, places.settings());
    for (const char* file : {"child", "orphan", "up"}) REQUIRE(victim.wait_for_lines(file, 1));
    REQUIRE(first.wait_for_events("started", 1));
    kill_process(first.pid());
    (void)first.wait();
  }
  Watchdog next(words, places.settings());
  REQUIRE(next.wait_for_events("adopted", 1));
  kill_process(victim.noted_pid("up", 0));
  REQUIRE(victim.wait_for_lines("up", 2));
  REQUIRE(next.wait_for_events("survivor", 1));
  CHECK(next.events("survivor").front().at("name") == victim.name());
  CHECK(wait_until([&] { return !victim.lives("child") && !victim.lives("orphan"); }));
}

TEST_CASE("of two keepers of one program the second is refused and names the first") {
  const Places places;
  const Victim victim;
  Watchdog first(kept_idle(victim), places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  Watchdog second(kept_idle(victim), places.settings());
  CHECK(second.wait() == Exit::code(2));
  CHECK(second.says("watchdog[" + std::to_string(first.pid()) + "] keeps it already"));
  Watchdog named(kept_idle(victim, {"--name", "another"}), places.settings());
  REQUIRE(victim.wait_for_lines("up", 2));
}

TEST_CASE("what one watchdog keeps is adopted by no other") {
  const Places places;
  const Victim victim;
  Watchdog first(kept_idle(victim), places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  const std::string pid = std::to_string(victim.noted_pid("up", 0));
  for (const std::vector<std::string>& target :
       std::vector<std::vector<std::string>>{{victim.program()},
                                             {victim.name()},
                                             {"--adopt", "all", victim.name()},
                                             {"--pid", pid}}) {
    std::vector<std::string> words{"keep"};
    words.insert(words.end(), target.begin(), target.end());
    const Asked second = ask(places, words);
    CHECK(second.exit == Exit::code(2));
    CHECK(contains(second.err, "watchdog[" + std::to_string(first.pid()) + "] keeps pid " + pid));
  }
  CHECK(victim.lines("up").size() == 1);
  CHECK(first.events("exited").empty());
  const Watchdog beside(
      {"keep", "--json", "--adopt", "never", "--name", "beside", victim.program()},
      places.settings());
  CHECK(beside.wait_for_events("started", 1));
}

TEST_CASE("a keeper whose record was removed is known all the same to who would keep its program") {
  if (process::signal_name(15).empty()) return;  // Windows keeps what is open.
  const Places places;
  const Victim victim;
  Watchdog first(kept_idle(victim), places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(wait_until([&] { return ask(places, {"status", victim.name()}).exit == Exit::code(0); }));
  for (int time = 1; time <= 2; ++time) {
    std::filesystem::remove_all(utf8_path(places.dir.file("state")));
    Watchdog second(kept_idle(victim), places.settings());
    CHECK(second.wait() == Exit::code(2));
    CHECK(second.says("watchdog[" + std::to_string(first.pid()) + "] keeps it already"));
    CHECK(first.wait_for_events("recorded", static_cast<std::size_t>(time)));
  }
  CHECK(victim.lines("up").size() == 1);
  kill_process(first.pid());
  (void)first.wait();
  const Watchdog next(kept_idle(victim), places.settings());
  REQUIRE(next.wait_for_events("adopted", 1));
  CHECK(victim.lines("up").size() == 1);
}

TEST_CASE("without a folder to write to programs are kept all the same") {
  const Victim victim;
  const std::string file = victim.program();  // No folder can be made in a file.
  Watchdog keeper(kept_idle(victim, {"--restart", "never"}),
                  {"WD_STATE_DIR=" + file + "/state", "WD_RUNTIME_DIR=" + file + "/run"});
  REQUIRE(victim.wait_for_lines("up", 1));
  CHECK(keeper.wait_for_events("unrecorded", 1));
  const bool has_sockets = !process::signal_name(15).empty();  // Pipes live in no folder.
  if (has_sockets) CHECK(keeper.wait_for_events("deaf", 1));
}

TEST_CASE("a process is adopted by its number and by a pid file that is not older than it") {
  const Places places;
  const Victim victim;
  const Result<process::Child> stranger =
      process::spawn(victim.command({"note=" + victim.file("up"), "idle"}));
  REQUIRE(stranger);
  REQUIRE(victim.wait_for_lines("up", 1));
  const std::string option = GENERATE("--pid", "--pid-file");
  Watchdog keeper({"keep", "--json", option,
                   option == "--pid" ? std::to_string(stranger->pid()) : victim.file("up")},
                  places.settings());
  REQUIRE(keeper.wait_for_events("adopted", 1));
  CHECK(keeper.events("adopted")[0].at("pid") == stranger->pid());
  stranger->force();
  REQUIRE(stranger->wait(soon()));
  REQUIRE(victim.wait_for_lines("up", 2));
}

TEST_CASE("a request that is none is refused and not believed") {
  using app::read_request;
  for (const char* text : {"", "{", "[]", "{}", R"({"do":1})", R"({"do":"explode"})",
                           R"({"do":"stop","names":"app"})", R"({"do":"stop","names":[1]})"}) {
    INFO(text);
    CHECK_FALSE(read_request(text));
  }
  const auto request = read_request(R"({"do":"stop","names":["a","b"]})");
  REQUIRE(request);
  CHECK(request->deed == app::Request::Deed::stop);
  CHECK(request->names == std::vector<std::string>{"a", "b"});
  CHECK(read_request(app::write_request(*request))->names == request->names);
}
