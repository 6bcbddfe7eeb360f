// SPDX-License-Identifier: MIT
#include <csignal>
#include <filesystem>
#include <fstream>

#include "app/hand.hpp"
#include "watchdog/process/vitals.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Exit;

namespace {

void send(const process::Identity& id, int signal) {
  const Result<process::Process> process = process::Process::open(id);
  REQUIRE(process);
  REQUIRE(process->send(signal));
}

/// `[program.NAME]` that notes its start in the file NAME.
std::string noted_program(const std::string& name, const Victim& victim, const std::string& step) {
  return "[program." + name + "]\ncommand = ['" + victim.program() +
         "', 'note=" + victim.file(name) + "', '" + step + "']\n";
}

}  // namespace

TEST_CASE("a watchdog that is renewed keeps its number and its program, and learns how it ends") {
  const Victim victim;
  const Watchdog watchdog(
      {"keep", "--json", "--", victim.program(), "note=" + victim.file("up"), "idle"});
  REQUIRE(victim.wait_for_lines("up", 1));
  for (std::size_t time = 1; time <= 3; ++time) {
    send(watchdog.id(), SIGUSR2);
    REQUIRE(watchdog.wait_for_events("adopted", time));
    CHECK(watchdog.events("adopted").back().at("pid") == victim.noted_pid("up"));
  }
  REQUIRE(process::identify(watchdog.pid()));
  CHECK(*process::identify(watchdog.pid()) == watchdog.id());
  CHECK(victim.lines("up").size() == 1);
  kill_process(victim.noted_pid("up"));
  REQUIRE(victim.wait_for_lines("up", 2));
  REQUIRE(watchdog.wait_for_events("exited", 1));
  CHECK(watchdog.events("exited").front().at("signal") == SIGKILL);
}

TEST_CASE(
    "how a program ended last, and since when it runs, is known after a renewal and a takeover") {
  const Victim victim;
  const Places places;
  const std::vector<std::string> words{
      "keep", "--json", "--name", "app", "--", victim.program(), "note=" + victim.file("up"),
      "idle"};
  const auto is_known = [&places] {
    const auto row = ask(places, {"status", "--json", "app"}).row();
    return row.is_object() && row.contains("last_exit") &&
           row.at("last_exit").at("signal") == SIGKILL && row.at("restarts") == 1;
  };
  {
    Watchdog first(words, places.settings());
    REQUIRE(victim.wait_for_lines("up", 1));
    kill_process(victim.noted_pid("up"));
    REQUIRE(victim.wait_for_lines("up", 2));
    REQUIRE(first.wait_for_events("started", 2));
    for (std::size_t time = 1; time <= 2; ++time) {
      CHECK(ask(places, {"reexec", "app"}).exit == Exit::code(0));
      REQUIRE(first.wait_for_events("adopted", time));
      CHECK(wait_until(is_known));
    }
    kill_process(first.pid());
    (void)first.wait();
  }
  const Watchdog next(words, places.settings());
  REQUIRE(next.wait_for_events("adopted", 1));
  CHECK(wait_until(is_known));
  const auto age = process::vitals(*process::identify(victim.noted_pid("up", 1)));
  REQUIRE(age);
  CHECK(ask(places, {"status", "--json", "app"}).row().at("uptime_ms") >= age->age.count());
}

TEST_CASE("a program that ends while its watchdog is renewed is started again") {
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--delay", "1ms", "--max-delay", "1ms", "--",
                     victim.program(), "note=" + victim.file("up"), "idle"});
  for (std::size_t life = 1; life <= 20; ++life) {
    REQUIRE(victim.wait_for_lines("up", life));
    send(watchdog.id(), SIGUSR2);
    kill_process(victim.noted_pid("up", life - 1));
  }
  REQUIRE(victim.wait_for_lines("up", 21));
  CHECK(victim.lives("up", 20));
  watchdog.ask();
  CHECK(watchdog.wait() == process::Exit::code(0));
  CHECK_FALSE(victim.lives("up", 20));
}

TEST_CASE("what a hand stopped, what has finished and what waits are so under a renewed watchdog") {
  const Victim victim;
  const Places places;
  const std::string file = places.dir.file("services.toml");
  std::ofstream(file) << "[defaults]\ndelay = '1h'\nmax_delay = '1h'\n"
                      << noted_program("halted", victim, "idle")
                      << noted_program("finished", victim, "exit=0") << "restart = 'on-failure'\n"
                      << noted_program("waiting", victim, "exit=7")
                      << noted_program("running", victim, "idle");
  const Watchdog watchdog({"run", "--json", file}, places.settings());
  REQUIRE(victim.wait_for_lines("halted", 1));
  REQUIRE(victim.wait_for_lines("waiting", 2));
  REQUIRE(victim.wait_for_lines("running", 1));
  REQUIRE(watchdog.wait_for_events("exited", 3));
  CHECK(ask(places, {"stop", "halted"}).exit == Exit::code(0));
  for (std::size_t time = 1; time <= 2; ++time) {
    CHECK(ask(places, {"reexec", "--all"}).exit == Exit::code(0));
    REQUIRE(watchdog.wait_for_events("adopted", time));
    REQUIRE(wait_until([&] { return ask(places, {"status"}).exit == Exit::code(3); }));
    CHECK(ask(places, {"status", "--json", "halted"}).row().at("why") == "stopped by hand");
    CHECK(ask(places, {"status", "--json", "finished"}).row().at("why") == "finished");
    const auto waiting = ask(places, {"status", "--json", "waiting"}).row();
    CHECK(waiting.at("state") == "waiting");
    CHECK(waiting.at("restart_in_ms") > 60'000);
    CHECK(waiting.at("streak") == 2);
    CHECK(waiting.at("last_exit").at("code") == 7);
  }
  CHECK(victim.lines("halted").size() == 1);
  CHECK(victim.lines("finished").size() == 1);
  CHECK(victim.lines("waiting").size() == 2);
  CHECK(ask(places, {"start", "halted"}).exit == Exit::code(0));
  CHECK(victim.wait_for_lines("halted", 2));
}

TEST_CASE("who asks for a stop twice at once means one stop") {
  const int signal = GENERATE(SIGINT, SIGTERM);
  const auto is_at_once = [](Time first) { return Clock::now() - first < milliseconds(200); };
  for (bool tried = false; !tried;) {
    const Victim victim;
    Watchdog watchdog({"keep", "--json", "--grace", "1h", "--", victim.program(), "ignore",
                       "note=" + victim.file("up"), "until=" + victim.file("end"), "exit=0"});
    REQUIRE(victim.wait_for_lines("up", 1));
    const Time first = Clock::now();
    send(watchdog.id(), signal);
    REQUIRE(watchdog.wait_for_events("stopping", 1));
    send(watchdog.id(), signal);
    send(watchdog.id(), SIGUSR1);  // Heard after what came before.
    REQUIRE(watchdog.wait_for_events("status", 1));
    tried = is_at_once(first);  // Otherwise the machine was too slow to tell.
    if (tried) CHECK(watchdog.events("forced").empty());
    std::ofstream(victim.file("end")) << "now";
    (void)watchdog.wait();
  }
}

TEST_CASE("a renewal waits for a program that is being stopped") {
  const Victim victim;
  const Places places;
  const Watchdog watchdog({"keep", "--json", "--grace", "1s", "--", victim.program(), "ignore",
                           "note=" + victim.file("up"), "idle"},
                          places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(wait_until([&] { return ask(places, {"status"}).exit == Exit::code(0); }));
  Watchdog stop({"stop", victim.name()}, places.settings());
  REQUIRE(watchdog.wait_for_events("stopping", 1));
  CHECK(ask(places, {"reexec", "--all"}).exit == Exit::code(0));
  CHECK(stop.wait() == Exit::code(0));
  CHECK_FALSE(victim.lives("up"));
  REQUIRE(wait_until([&] { return ask(places, {"status"}).exit == Exit::code(3); }));
  CHECK(victim.lines("up").size() == 1);
  CHECK(watchdog.events("adopted").empty());
}

TEST_CASE("a process that was taken by its number is kept on when the number is another's") {
  const Victim victim;
  const Places places;
  Result<process::Child> found =
      process::spawn(victim.command({"note=" + victim.file("up"), "idle"}));
  REQUIRE(found);
  REQUIRE(victim.wait_for_lines("up", 1));
  const Watchdog watchdog({"keep", "--json", "--pid", std::to_string(found->pid())},
                          places.settings());
  REQUIRE(watchdog.wait_for_events("adopted", 1));
  found->force();
  (void)found->wait(soon());
  REQUIRE(victim.wait_for_lines("up", 2));
  REQUIRE(watchdog.wait_for_events("started", 1));
  send(watchdog.id(), SIGUSR2);
  REQUIRE(watchdog.wait_for_events("adopted", 2));
  CHECK(watchdog.events("adopted").back().at("pid") == victim.noted_pid("up", 1));

  // Only this image knows how to start it: while it does not run there can't be another.
  CHECK(ask(places, {"stop", "--all"}).exit == Exit::code(0));
  const Asked refused = ask(places, {"reexec", "--all"});
  CHECK(refused.exit == Exit::code(125));
  CHECK(contains(refused.err, "known here alone"));
  CHECK(watchdog.runs());
}

TEST_CASE("what a number was given for once is not taken again by a renewed watchdog") {
  const Victim victim;
  const Places places;
  const std::string number = places.dir.file("app.pid");
  const std::string option = GENERATE("--pid", "--pid-file");
  Result<process::Child> found =
      process::spawn(victim.command({"note=" + victim.file("up"), "idle"}));
  REQUIRE(found);
  REQUIRE(victim.wait_for_lines("up", 1));
  std::ofstream(number) << found->pid() << '\n';
  const Watchdog watchdog(
      {"keep", "--json", option, option == "--pid" ? std::to_string(found->pid()) : number, "--",
       victim.program(), "note=" + victim.file("again"), "idle"},
      places.settings());
  REQUIRE(watchdog.wait_for_events("adopted", 1));
  const auto kill_found = [&] {
    found->force();
    (void)found->wait(soon());
  };
  SECTION("it runs still") {
    send(watchdog.id(), SIGUSR2);
    REQUIRE(watchdog.wait_for_events("adopted", 2));
    CHECK(watchdog.events("adopted").back().at("pid") == found->pid());
    kill_found();
    CHECK(victim.wait_for_lines("again", 1));
  }
  SECTION("it is another by now") {
    kill_found();
    REQUIRE(victim.wait_for_lines("again", 1));
    REQUIRE(watchdog.wait_for_events("started", 1));
    send(watchdog.id(), SIGUSR2);
    REQUIRE(watchdog.wait_for_events("adopted", 2));
    CHECK(watchdog.events("adopted").back().at("pid") == victim.noted_pid("again"));
    CHECK(victim.lines("again").size() == 1);
  }
}

TEST_CASE("what was taken out of the file is told of by a renewed watchdog, and taken back") {
  const Victim victim;
  const Places places;
  const std::string file = places.dir.file("services.toml");
  const std::string one = noted_program("one", victim, "idle");
  const std::string two = noted_program("two", victim, "idle");
  std::ofstream(file) << one << two;
  const Watchdog watchdog({"run", "--json", file}, places.settings());
  REQUIRE(victim.wait_for_lines("one", 1));
  REQUIRE(victim.wait_for_lines("two", 1));
  REQUIRE(watchdog.wait_for_events("started", 2));
  std::ofstream(file) << one;
  send(watchdog.id(), SIGUSR2);
  REQUIRE(watchdog.wait_for_events("adopted", 1));
  REQUIRE(watchdog.events("released").size() == 1);
  CHECK(watchdog.events("released").front().at("name") == "two");
  CHECK(watchdog.events("released").front().at("pid") == victim.noted_pid("two"));
  CHECK(victim.lives("two", 0));
  std::ofstream(file) << one << two;
  send(watchdog.id(), SIGUSR2);
  REQUIRE(watchdog.wait_for_events("adopted", 3));
  CHECK(watchdog.events("released").size() == 1);
  CHECK(victim.lines("two").size() == 1);
}

TEST_CASE("a renewal is refused while the file of the programs is in error") {
  const Victim victim;
  const Places places;
  const std::string file = places.dir.file("services.toml");
  std::ofstream(file) << noted_program("app", victim, "idle");
  const Watchdog watchdog({"run", "--json", file}, places.settings());
  REQUIRE(victim.wait_for_lines("app", 1));
  std::ofstream(file, std::ios::app) << "comand = 'app'\n";
  send(watchdog.id(), SIGUSR2);
  REQUIRE(watchdog.wait_for_events("not_renewed", 1));
  const std::string reason = watchdog.events("not_renewed").front().at("reason");
  CHECK(contains(reason, "check"));
  CHECK(watchdog.runs());
  CHECK(victim.lives("app"));
}

TEST_CASE("a program whose file is missing just now is kept on by a renewed watchdog") {
  const Victim victim;
  const Places places;
  const Watchdog watchdog(
      {"keep", "--json", "--", victim.program(), "note=" + victim.file("up"), "idle"},
      places.settings());
  REQUIRE(victim.wait_for_lines("up", 1));
  std::filesystem::rename(victim.program(), victim.program() + ".old");
  send(watchdog.id(), SIGUSR2);
  REQUIRE(watchdog.wait_for_events("adopted", 1));
  std::filesystem::rename(victim.program() + ".old", victim.program());
  kill_process(victim.noted_pid("up"));
  CHECK(victim.wait_for_lines("up", 2));
}

TEST_CASE("a stop that is asked for while a renewal is under way is a stop") {
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--grace", "500ms", "--", victim.program(), "ignore",
                     "note=" + victim.file("up"), "idle"});
  REQUIRE(victim.wait_for_lines("up", 1));
  send(watchdog.id(), SIGUSR2);
  watchdog.ask();
  CHECK(watchdog.wait() == process::Exit::code(0));
  CHECK_FALSE(victim.lives("up"));
  CHECK(victim.lines("up").size() == 1);
}

TEST_CASE("a watchdog whose file does not run any more stays what it is, and says why") {
  const TempDir dir;
  const std::string program = dir.file(unique_name("wdself"));
  std::filesystem::copy_file(watchdog_program, program);
  const std::vector<std::string> places{"WD_RUNTIME_DIR=" + dir.file("run")};
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--", victim.program(), "note=" + victim.file("up"), "idle"},
                    places, program);
  REQUIRE(victim.wait_for_lines("up", 1));
  std::ofstream(program + ".new") << "#!/bin/sh\nexit 3\n";
  std::filesystem::permissions(program + ".new", std::filesystem::perms::owner_all);
  std::filesystem::rename(program + ".new", program);

  send(watchdog.id(), SIGUSR2);
  REQUIRE(watchdog.wait_for_events("not_renewed", 1));
  const std::string reason = watchdog.events("not_renewed").front().at("reason");
  CHECK(contains(reason, "exit code 3"));
  Watchdog hand({"reexec", victim.name()}, places);
  CHECK(hand.wait() == process::Exit::code(125));
  CHECK(contains(hand.err(), "exit code 3"));
  CHECK(watchdog.runs());
  CHECK(victim.lives("up", 0));
  CHECK(watchdog.events("adopted").empty());
}

TEST_CASE("a program that was stopped where it stood hears that it is to end") {
  const Victim victim;
  const bool adopted = GENERATE(false, true);
  std::optional<process::Child> stranger;
  std::vector<std::string> words{"keep", "--json"};
  const std::vector<std::string> steps{"note=" + victim.file("up"), "idle"};
  if (adopted) {
    Result<process::Child> child = process::spawn(victim.command(steps));
    REQUIRE(child);
    stranger = std::move(*child);
    words.insert(words.end(), {"--pid", std::to_string(stranger->pid())});
  } else {
    words.insert(words.end(), {"--", victim.program()});
    words.insert(words.end(), steps.begin(), steps.end());
  }
  Watchdog watchdog(words);
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(watchdog.wait_for_events(adopted ? "adopted" : "started", 1));
  const Result<process::Identity> id = process::identify(victim.noted_pid("up"));
  REQUIRE(id);
  send(*id, SIGSTOP);
  watchdog.ask();
  if (stranger) CHECK(stranger->wait(soon()).value_or(Exit{}) == Exit::signal(SIGTERM));
  CHECK(watchdog.wait() == Exit::code(0));
  CHECK(watchdog.events("forced").empty());
}

TEST_CASE("a watchdog whose socket was removed has it again when it is asked by USR1") {
  const Victim victim;
  const Places places;
  const Watchdog watchdog({"keep", "--json", "--", victim.program(), "idle"}, places.settings());
  REQUIRE(wait_until([&] { return ask(places, {"status"}).exit == Exit::code(0); }));
  std::filesystem::remove_all(places.dir.file("run"));
  CHECK(ask(places, {"status"}).exit == Exit::code(3));
  send(watchdog.id(), SIGUSR1);
  REQUIRE(watchdog.wait_for_events("status", 1));
  CHECK(wait_until([&] { return ask(places, {"status"}).exit == Exit::code(0); }));
}

TEST_CASE("signals that are to be passed on reach the programs and the others do not") {
  const Victim victim;
  const Watchdog watchdog({"keep", "--json", "--forward", "HUP,SIGUSR1", "--", victim.program(),
                           "note=" + victim.file("up"), "idle"});
  REQUIRE(victim.wait_for_lines("up", 1));
  std::size_t life = 0;
  for (const int signal : {SIGHUP, SIGUSR1}) {
    send(watchdog.id(), signal);
    REQUIRE(victim.wait_for_lines("up", ++life + 1));
    REQUIRE(watchdog.wait_for_events("exited", life));
    CHECK(watchdog.events("exited").back().at("signal") == signal);
  }
  CHECK(watchdog.events("status").empty());
}

TEST_CASE("a signal that can't be passed on is refused with the reason") {
  const auto [signal, reason] = GENERATE(table<const char*, const char*>(
      {{"TERM", "--stop"}, {"KILL", "can't be passed on"}, {"NOSUCH", "no signal"}}));
  Watchdog watchdog({"keep", "--forward", signal, "--", "true"});
  CHECK(watchdog.wait() == process::Exit::code(2));
  CHECK(watchdog.says(reason));
}

TEST_CASE("a program that is to die with its watchdog does, however that dies") {
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--die-with-me", "--", victim.program(),
                     "note=" + victim.file("up"), "idle"});
  REQUIRE(victim.wait_for_lines("up", 1));
  kill_process(watchdog.pid());
  (void)watchdog.wait();
  CHECK(wait_until([&] { return !victim.lives("up"); }));
}

TEST_CASE("a watchdog that was stopped itself takes nobody for hung") {
  const Victim victim;
  const Watchdog watchdog({"keep", "--json", "--heartbeat", "500ms", "--", victim.program(),
                           "say=READY=1", "beat=" + victim.file("end"), "idle"});
  REQUIRE(watchdog.wait_for_events("ready", 1));
  send(watchdog.id(), SIGSTOP);
  const std::size_t beats = victim.lines("end.beats").size();
  // Seconds, where the socket has room for ten, and each beat beyond waits for a quarter of one.
  REQUIRE(victim.wait_for_lines("end.beats", beats + 22));
  send(watchdog.id(), SIGCONT);
  const std::size_t now = victim.lines("end.beats").size();
  REQUIRE(victim.wait_for_lines("end.beats", now + 50));
  CHECK(watchdog.events("hung").empty());
}

/// As when a virtual machine stands still and its clock does not.
TEST_CASE("a program that stood still together with its watchdog gets the time to go on") {
  const Victim victim;
  const Watchdog watchdog({"keep", "--json", "--silence", "2s", "--", victim.program(),
                           "print=before", "note=" + victim.file("up"),
                           "until=" + victim.file("go"), "live=1400", "print=after", "idle"});
  REQUIRE(wait_until([&] { return contains(watchdog.out(), "before"); }));
  REQUIRE(victim.wait_for_lines("up", 1));
  const Result<process::Identity> program = process::identify(victim.noted_pid("up"));
  REQUIRE(program);
  send(*program, SIGSTOP);
  send(watchdog.id(), SIGSTOP);
  const Victim clock;
  const Result<process::Child> passing =
      process::spawn(clock.command({"live=4000", "note=" + clock.file("over")}));
  REQUIRE(passing);
  REQUIRE(clock.wait_for_lines("over", 1));
  std::ofstream(utf8_path(victim.file("go"))) << "go";
  send(watchdog.id(), SIGCONT);
  send(*program, SIGCONT);
  REQUIRE(wait_until(
      [&] { return contains(watchdog.out(), "after") || !watchdog.events("hung").empty(); }));
  CHECK(watchdog.events("hung").empty());
}

TEST_CASE("a program that was stopped for too long hangs") {
  const Victim victim;
  const Watchdog watchdog({"keep", "--json", "--frozen", "300ms", "--grace", "100ms", "--",
                           victim.program(), "suspend", "idle"});
  REQUIRE(watchdog.wait_for_events("hung", 1));
  CHECK(watchdog.events("hung").front().at("reason") == "it was stopped for 300 ms");
  CHECK(watchdog.wait_for_events("started", 2));
}

TEST_CASE("a program that became ready while its watchdog was stopped was ready in time") {
  const Victim victim;
  const Watchdog watchdog({"keep", "--json", "--notify", "--ready-within", "1s", "--",
                           victim.program(), "note=" + victim.file("up"),
                           "until=" + victim.file("go"), "say=READY=1",
                           "beat=" + victim.file("end"), "idle"});
  REQUIRE(victim.wait_for_lines("up", 1));
  REQUIRE(watchdog.wait_for_events("started", 1));
  send(watchdog.id(), SIGSTOP);
  std::ofstream(utf8_path(victim.file("go"))) << "go";
  // Longer than it has, since each beat beyond the socket's room waits.
  REQUIRE(victim.wait_for_lines("end.beats", 22));
  send(watchdog.id(), SIGCONT);
  REQUIRE(wait_until(
      [&] { return !watchdog.events("ready").empty() || !watchdog.events("hung").empty(); }));
  CHECK(watchdog.events("hung").empty());
}
