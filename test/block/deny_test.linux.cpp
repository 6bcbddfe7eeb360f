// SPDX-License-Identifier: MIT
#include <cerrno>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <optional>

#include "block/block_loop.hpp"
#include "block/denied_start.linux.hpp"
#include "file_hash.hpp"
#include "mounts.linux.hpp"
#include "support/victim.hpp"

using namespace watchdog;
using namespace watchdog::test;

TEST_CASE("a denied start fails as not permitted and is told with its file and who tried") {
  const DenyBy by = any_denier();
  const bool by_path = GENERATE(false, true);
  if (by_path && by == DenyBy::kernel) return;  // It knows names alone.
  const auto mounts = stage(by);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  const std::string target = by_path ? file : name;
  const std::string other = program_in(*mounts, name + "x");
  BlockLoop loop({targets({target}), rule({}).protection()}, denying(by));
  CHECK(loop.seen.sources == std::vector<std::string>{"events", "deny"});
  const Start start(file);
  CHECK(loop.run([&] { return start.over(); }));
  CHECK(start.error() == EPERM);
  REQUIRE(loop.seen.denials.size() == 1);
  CHECK(loop.seen.denials[0].id == *process::identify(start.process.pid()));
  CHECK(loop.seen.denials[0].image == (by == DenyBy::kernel ? name : file));
  CHECK(loop.blocker.tally().denied == 1);
  CHECK(loop.seen.ended.empty());
  const Start bystander(other);
  CHECK(loop.run([&] { return bystander.over(); }));
  CHECK(bystander.error() == 0);
}

TEST_CASE("two hundred starts are denied and none runs") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  BlockLoop loop(rule({name}), denying(by));
  int denied = 0;
  for (int i = 0; i < 200; ++i) {
    const Start start(file);
    loop.run([&] { return start.over(); });
    denied += start.error() == EPERM ? 1 : 0;
  }
  CHECK(denied == 200);
  CHECK(loop.blocker.tally().denied == 200);
}

TEST_CASE("a script is denied by its own name") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  std::ofstream(mounts->file(name)) << "#!/bin/sh\nexit 0\n";
  std::filesystem::permissions(mounts->file(name), std::filesystem::perms(0755));
  BlockLoop loop(rule({name}), denying(by));
  const Start start(mounts->file(name));
  CHECK(loop.run([&] { return start.over(); }));
  CHECK(start.error() == EPERM);
}

TEST_CASE("what runs already is ended when its starts become denied") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const Victim victim;
  const RawProcess process(victim.program(),
                           {victim.program(), "note=" + victim.file("up"), "idle"});
  REQUIRE(victim.wait_for_lines("up", 1));
  BlockLoop loop(rule({victim.name()}), denying(by));
  CHECK(loop.run([&] { return process.killed(); }));
}

TEST_CASE("what is mounted later is watched too") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  BlockLoop loop(rule({name}), denying(by));
  const std::string folder = mounts->file("later");
  std::filesystem::create_directory(folder);
  REQUIRE(PrivateMounts::mount_at(folder));
  write_brief_program(folder + "/" + name);
  // The news of a mount and a start race; the start is tried until it meets the new state.
  CHECK(loop.run([&] {
    const Start start(folder + "/" + name);
    while (!start.over()) loop.io.poll();
    return start.error() == EPERM;
  }));
}

TEST_CASE("a dry run denies nothing and tells of it") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  BlockLoop loop(rule({name}), denying(by, true));
  const Start start(file);
  CHECK(loop.run([&] { return start.over(); }));
  CHECK(start.error() == 0);
  CHECK(loop.seen.denials.size() == 1);
}

TEST_CASE("an ancestor may execute what others may not") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  int go[2];
  REQUIRE(::pipe(go) == 0);
  const RawProcess process([&] {
    char byte = 0;
    if (::read(go[0], &byte, 1) != 1) ::_exit(1);
    ::execl(file.c_str(), file.c_str(), nullptr);
    ::_exit(errno);
  });
  block::Protection protection = rule({}).protection();
  protection.ancestors.push_back(*process::identify(process.pid()));
  BlockLoop loop({targets({name}), protection}, denying(by));
  REQUIRE(::write(go[1], "x", 1) == 1);
  CHECK(loop.run([&] { return !process.alive(); }));
  CHECK(process.exit_code() == 0);
  CHECK(loop.seen.denials.empty());
  ::close(go[0]);
  ::close(go[1]);
}

TEST_CASE(
    "fanotify: when nobody answers starts are allowed after a while, and denied again after that") {
  const DenyBy by = DenyBy::fanotify;
  const auto mounts = stage(by);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  BlockLoop loop(rule({name}), denying(by));
  for (int i = 0; i < 3; ++i) {
    const Start late(file);
    CHECK(wait_until([&] { return late.over(); }));  // The loop does not turn.
    CHECK(late.error() == 0);
  }
  // The first one that is answered in time is proof that we live.
  CHECK(loop.run([&] {
    const Start start(file);
    while (!start.over()) loop.io.poll();
    return start.error() == EPERM;
  }));
}

TEST_CASE("fanotify: when the process that denies is stopped or dies starts are allowed") {
  const DenyBy by = DenyBy::fanotify;
  const auto mounts = stage(by);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  const std::string up = mounts->file("up");
  const RawProcess denier([&] {
    asio::io_context io;
    Recorder seen;
    block::Blocker blocker(io, rule({name}), denying(by), seen);
    if (!blocker.start()) ::_exit(1);
    std::ofstream(up) << "up";
    io.run();
  });
  REQUIRE(wait_until([&] { return !read_file(up).empty(); }));
  const Start before(file);
  CHECK(before.error() == EPERM);
  const auto number = static_cast<pid_t>(denier.pid());
  ::kill(number, SIGSTOP);
  const Start meanwhile(file);
  CHECK(wait_until([&] { return meanwhile.over(); }));
  CHECK(meanwhile.error() == 0);
  ::kill(number, SIGKILL);
  REQUIRE(wait_until([&] { return denier.killed(); }));
  const Start after(file);
  CHECK(wait_until([&] { return after.over(); }));
  CHECK(after.error() == 0);
}

TEST_CASE("a blocker that was stopped denies nothing more") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  BlockLoop loop(rule({name}), denying(by));
  loop.blocker.stop();
  const Start start(file);
  CHECK(wait_until([&] { return start.over(); }));
  CHECK(start.error() == 0);
}

TEST_CASE("a large file that is known by its content is denied once that is read") {
  const auto mounts = stage(DenyBy::fanotify);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = mounts->file(name);
  write_waiting_program(file);
  std::filesystem::resize_file(file, std::size_t{9} << 20);
  block::Terms terms;
  terms.targets = targets({name});
  terms.hashes = {block::hash_of_file(file)};
  // Written anew: what is known of it holds no longer.
  std::filesystem::last_write_time(file, std::filesystem::file_time_type::clock::now());
  BlockLoop loop({terms, rule({}).protection()}, denying(DenyBy::fanotify));
  const Start first(file);  // To read it would keep everybody waiting.
  CHECK(loop.run([&] { return first.process.killed(); }));
  CHECK(loop.seen.denials.empty());
  const Start second(file);
  CHECK(loop.run([&] { return second.over(); }));
  CHECK(second.error() == EPERM);
  REQUIRE(loop.seen.denials.size() == 1);
  CHECK(loop.seen.denials[0].image == file);
}

TEST_CASE("mounts are read as the kernel writes them") {
  const std::string text =
      "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw\n"
      "23 22 0:5 / /proc rw,nosuid,nodev,noexec,relatime - proc proc rw\n"
      "24 22 0:6 / /with\\040blank\\134 rw - tmpfs x rw\n"
      "25 22 0:7 / /auto rw,relatime - autofs systemd-1 rw\n"
      "26 22 0:8 / /home rw - ext4 x rw\n"
      "27 26 0:9 / /home/a rw - ext4 x rw\n"
      "odd\n";
  const std::vector<std::string> points = block::mount_points(text);
  CHECK(points == std::vector<std::string>{"/", "/with blank\\", "/home", "/home/a"});
  const auto of = [&](const std::vector<std::string>& names) {
    return block::mount_points_of(rule(names), points);
  };
  CHECK(of({"game"}) == points);
  CHECK(of({"/home/game", "game"}) == points);
  CHECK(of({"/home/a/game", "/homes/game"}) == std::vector<std::string>{"/home/a", "/"});
}
