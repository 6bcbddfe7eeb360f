// SPDX-License-Identifier: MIT
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <thread>

#include "block/block_loop.hpp"
#include "block/raw_process.linux.hpp"
#include "support/catch.hpp"
#include "support/victim.hpp"

using namespace watchdog;
using namespace watchdog::test;
using block::Blocker;
using block::Want;

namespace {

constexpr uid_t nobody = 65'534;

bool open_to_everyone() {
  utsname system{};
  int major = 0;
  int minor = 0;
  ::uname(&system);
  return std::sscanf(system.release, "%d.%d", &major, &minor) == 2 &&
         (major > 6 || (major == 6 && minor >= 6));
}

void flood_events() {
  std::array<char, 16> name{};
  ::prctl(PR_GET_NAME, name.data());
  for (int i = 0; i < 50'000; ++i) ::prctl(PR_SET_NAME, name.data());
}

}  // namespace

TEST_CASE("where the kernel has the events and hides none they come") {
  // The numbers of the initial namespaces are part of the kernel's interface.
  const bool first_pids = std::filesystem::read_symlink("/proc/self/ns/pid") == "pid:[4026531836]";
  const bool first_users =
      std::filesystem::read_symlink("/proc/self/ns/user") == "user:[4026531837]";
  const bool offered = read_file("/proc/net/connector").find("cn_proc") != std::string::npos;
  const bool expected = first_pids && first_users && offered && open_to_everyone();
  if (!expected) WARN("no process events here: their tests pass without a look");
  CHECK((events_come() || !expected));
}

TEST_CASE("events come whichever thread asks for them") {
  bool come = false;
  std::thread([&] { come = events_come(); }).join();
  CHECK(come == events_come());
}

TEST_CASE("a process that takes a blocked title is ended") {
  const Want source = GENERATE(Want::bpf, Want::events, Want::scan);
  if (!works(source)) return;
  const Victim victim;
  const std::string title = unique_name("wdt");
  BlockLoop loop({title}, source);
  const std::string go = victim.file("go");
  const RawProcess process(victim.program(),
                           {victim.program(), "until=" + go, "title=" + title, "idle"});
  std::ofstream(go) << "go";
  CHECK(loop.run([&] { return process.killed(); }));
  CHECK(loop.run([&] { return loop.seen.told_of(process.pid()); }));
  CHECK(loop.seen.parts.at(0) == block::Part::title);
}

TEST_CASE("an old process that executes a blocked program is ended") {
  const Want source = GENERATE(Want::bpf, Want::events, Want::scan);
  if (!works(source)) return;
  const Victim victim;
  BlockLoop loop({victim.name()}, source);
  const std::string go = victim.file("go");
  ::mkfifo(go.c_str(), 0600);
  const std::string noted = victim.file("noted");
  const RawProcess process("/bin/sh", {"sh", "-c",
                                       "echo x >'" + noted + "'; read x <'" + go + "'; exec '" +
                                           victim.program() + "' idle"});
  REQUIRE(loop.run([&] { return !read_file(noted).empty(); }));
  CHECK(process.alive());
  std::ofstream(go) << "go\n";
  CHECK(loop.run([&] { return process.killed(); }));
}

TEST_CASE("a start whose event the kernel dropped is found all the same") {
  if (!events_come()) return;
  const Victim victim;
  BlockLoop loop({victim.name()}, Want::events);
  flood_events();  // Nobody reads while the buffer fills, so what comes next is lost.
  // After the first words that some were lost the kernel drops more without another.
  const bool told_already = GENERATE(false, true);
  if (told_already) loop.io.poll_one();
  const RawProcess process(victim.program(),
                           {victim.program(), "note=" + victim.file("up"), "idle"});
  REQUIRE(victim.wait_for_lines("up", 1));
  CHECK(loop.run([&] { return process.killed(); }));
  CHECK(loop.run([&] { return loop.seen.told_of(process.pid()); }));
  CHECK(loop.blocker.tally().rescued == 1);
  CHECK(loop.seen.sights.at(0).source == "scan");
}

TEST_CASE("a twin with the same first fifteen bytes lives") {
  const Want source = GENERATE(Want::bpf, Want::events, Want::scan);
  if (!works(source)) return;
  const std::string stem = unique_name("wdtwin");  // 14 bytes.
  const Victim meant(stem + "-daemon");
  const Victim twin(stem + "-doctor");
  BlockLoop loop({meant.name()}, source);
  const RawProcess second(twin.program(), {meant.program(), "note=" + twin.file("up"), "idle"});
  REQUIRE(twin.wait_for_lines("up", 1));
  const RawProcess first(meant.program(), {twin.program(), "idle"});
  CHECK(loop.run([&] { return first.killed(); }));
  loop.blocker.stop();
  CHECK(second.alive());
  CHECK(loop.seen.ended.size() == 1);
}

TEST_CASE("an ordinary user's blocker hears of every start and ends the user's own") {
  if (::geteuid() != 0 || !open_to_everyone() || !events_come()) return;
  const Victim victim;
  std::filesystem::permissions(std::filesystem::path(victim.program()).parent_path(),
                               std::filesystem::perms(0777));
  const RawProcess roots(victim.program(), {victim.program(), "idle"});
  const RawProcess user([&] {
    if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(1);
    asio::io_context io;
    Recorder seen;
    Blocker blocker(io, rule({victim.name()}), {.source = Want::events}, seen);
    if (!blocker.start()) ::_exit(2);
    const RawProcess own(victim.program(), {victim.program(), "idle"});
    const bool killed = wait_until([&] {
      io.poll();
      return own.killed();
    });
    // Root's was met at the start: refused, told of once, and not tried for ever.
    const bool refused =
        seen.errors == std::vector{std::make_error_code(std::errc::operation_not_permitted)};
    ::_exit(!killed ? 3 : !refused ? 4 : 0);
  });
  CHECK(user.exit_code() == 0);
  CHECK(roots.alive());
}

TEST_CASE("an ordinary user has no program in the kernel and is told why") {
  if (::geteuid() != 0) return;
  const RawProcess user([&] {
    if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(1);
    asio::io_context io;
    const block::Rule any = rule({});
    const auto forced = block::open_source(io, any, {.source = Want::bpf});
    if (forced || forced.error().code != std::errc::operation_not_permitted) ::_exit(2);
    const auto best = block::open_source(io, any, {});
    if (!best || best->source->name() == "bpf") ::_exit(3);
    const bool told = best->why.find(forced.error().message()) != std::string::npos;
    ::_exit(told ? 0 : 4);
  });
  CHECK(user.exit_code() == 0);
}

TEST_CASE("a process that may not be ended is told of once") {
  if (::geteuid() != 0) return;
  const Victim victim;
  const RawProcess roots(victim.program(), {victim.program(), "note=" + victim.file("up"), "idle"});
  REQUIRE(victim.wait_for_lines("up", 1));
  const RawProcess user([&] {
    if (::setgid(nobody) != 0 || ::setuid(nobody) != 0) ::_exit(1);
    asio::io_context io;
    Recorder seen;
    Blocker blocker(io, rule({victim.name()}), {}, seen);
    for (int i = 0; i < 3; ++i) {
      if (!blocker.once(milliseconds(0))) ::_exit(2);
    }
    ::_exit(seen.failures.size() == 1 && blocker.tally().failed == 1 ? 0 : 3);
  });
  CHECK(user.exit_code() == 0);
  CHECK(roots.alive());
}
