// SPDX-License-Identifier: MIT
//
// What a start is denied by, looked at closely: what both do alike, and what the kernel does alone.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/syscall.h>

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include "block/denied_start.linux.hpp"
#include "start_gate.linux.hpp"
#include "watchdog/process/start_ticks.linux.hpp"

using namespace watchdog;
using namespace watchdog::test;
using block::StartGate;
using Deed = StartGate::Deed;

namespace {

namespace fs = std::filesystem;

bool no_start_gate() {
  if (StartGate::open(1, 1)) return false;
  WARN("the kernel lets us deny nothing: passes without a look");
  return true;
}

/// Its exit code, once it has ended while the loop turns.
int error_of(const RawProcess& process, BlockLoop& loop) {
  CHECK(loop.run([&] { return !process.alive(); }));
  return process.exit_code();
}

int error_of_start(const std::string& file, BlockLoop& loop) {
  return error_of(Start(file).process, loop);
}

/// A process of ours that executes `file` when it is told to.
struct Waiting {
  explicit Waiting(const std::string& file)
      : process([&] {
          ::close(ends[1]);
          char byte = 0;
          if (::read(ends[0], &byte, 1) != 1) ::_exit(1);
          ::execl(file.c_str(), file.c_str(), nullptr);
          ::_exit(errno);
        }) {}
  ~Waiting() {
    ::close(ends[0]);
    ::close(ends[1]);
  }
  void go() const { CHECK(::write(ends[1], "x", 1) == 1); }

  int ends[2];
  int opened = ::pipe(ends);
  RawProcess process;
};

/// Until a process that starts now is younger than this one, as far as the system tells.
void wait_for_next_tick() {
  const auto self = process::identify(process::own_pid());
  timespec now{};
  do {
    ::clock_gettime(CLOCK_BOOTTIME, &now);
  } while (self && process::start_ticks(static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
                                        static_cast<std::uint64_t>(now.tv_nsec)) <= self->start);
}

}  // namespace

TEST_CASE("a name of 255 bytes is denied, and not one that differs in its last") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  std::string name = unique_name("wdd");
  name.resize(254, 'x');
  const std::string meant = program_in(*mounts, name + "a");
  const std::string other = program_in(*mounts, name + "b");
  BlockLoop loop(rule({name + "a"}), denying(by));
  CHECK(error_of_start(meant, loop) == EPERM);
  CHECK(error_of_start(other, loop) == 0);
  CHECK(loop.seen.denials.size() == 1);
}

TEST_CASE("of several names each is denied") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  std::vector<std::string> names;
  for (int i = 0; i < 20; ++i) names.push_back(unique_name("wdd"));
  BlockLoop loop(rule(names), denying(by));
  for (const std::string& name : names)
    CHECK(error_of_start(program_in(*mounts, name), loop) == EPERM);
}

TEST_CASE("a file is denied by the name that it has when it is executed") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  const std::string other = mounts->file(unique_name("wdd"));
  BlockLoop loop(rule({name}), denying(by));
  SECTION("a hard link of another name is another program") {
    fs::create_hard_link(file, other);
    CHECK(error_of_start(other, loop) == 0);
    CHECK(error_of_start(file, loop) == EPERM);
  }
  SECTION("a symbolic link is the file that it leads to") {
    fs::create_symlink(file, other);
    CHECK(error_of_start(other, loop) == EPERM);
  }
  SECTION("renamed before, it is what it is called then") {
    fs::rename(file, other);
    CHECK(error_of_start(other, loop) == 0);
    fs::rename(other, file);
    CHECK(error_of_start(file, loop) == EPERM);
  }
}

TEST_CASE("a file that is executed by its descriptor is denied, also when it was deleted") {
  const DenyBy by = any_denier();
  const bool deleted = GENERATE(false, true);
  const auto mounts = stage(by);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  const UniqueHandle held(::open(file.c_str(), O_PATH | O_CLOEXEC));
  if (deleted) fs::remove(file);
  BlockLoop loop(rule({name}), denying(by));
  const RawProcess process([&] {
    char* const words[] = {const_cast<char*>("x"), nullptr};
    ::syscall(SYS_execveat, held.get(), "", words, words + 1, AT_EMPTY_PATH);
    ::_exit(errno);
  });
  CHECK(error_of(process, loop) == EPERM);
}

TEST_CASE("a script is denied by the name of its interpreter as well") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string script = mounts->file(unique_name("wds"));
  std::ofstream(script) << "#!" << program_in(*mounts, name) << "\n";
  fs::permissions(script, fs::perms(0755));
  BlockLoop loop(rule({name}), denying(by));
  CHECK(error_of_start(script, loop) == EPERM);
  REQUIRE(loop.seen.denials.size() == 1);
  CHECK(loop.seen.denials[0].name() == name);
}

TEST_CASE("a start from any thread is denied and told as its process's") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  BlockLoop loop(rule({name}), denying(by));
  const RawProcess process([&] {
    wait_for_next_tick();  // The thread is to be younger by a tick.
    std::thread([&] {
      ::execl(file.c_str(), file.c_str(), nullptr);
      ::_exit(errno);
    }).join();
  });
  CHECK(error_of(process, loop) == EPERM);
  REQUIRE(loop.seen.denials.size() == 1);
  CHECK(loop.seen.denials[0].id == *process::identify(process.pid()));
}

TEST_CASE("who is spared may start what is denied to others, unless that is forced") {
  const DenyBy by = any_denier();
  const bool force = GENERATE(false, true);
  const bool as_leader = GENERATE(false, true);
  const auto mounts = stage(by);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const Waiting starter(program_in(*mounts, name));
  block::Protection protection = rule({}, force).protection();
  const auto id = *process::identify(starter.process.pid());
  if (as_leader) {
    protection.session = id;
  } else {
    protection.ancestors.push_back(id);
  }
  BlockLoop loop({targets({name}), protection}, denying(by));
  starter.go();
  CHECK(error_of(starter.process, loop) == (force ? EPERM : 0));
  CHECK(loop.seen.denials.size() == (force ? 1 : 0));
}

TEST_CASE("a program that a login needs is denied only by force") {
  const DenyBy by = any_denier();
  const bool force = GENERATE(false, true);
  const auto mounts = stage(by);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  const std::string_view vitals[] = {name};
  block::Protection protection = rule({}, force).protection();
  protection.vital = vitals;
  BlockLoop loop({targets({name}), protection}, denying(by));
  CHECK(error_of_start(file, loop) == (force ? EPERM : 0));
}

TEST_CASE(
    "what more than plain names decides is not for the kernel, and fanotify takes its place") {
  const auto mounts = stage(DenyBy::fanotify);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  const auto meant = [&] {
    block::Terms terms;
    terms.targets = targets({name});
    return terms;
  };
  block::Terms terms = meant();
  SECTION("a path") { terms.targets = targets({file}); }
  SECTION("a path beside a name") { terms.targets.push_back(targets({file})[0]); }
  SECTION("a pattern") { terms.names.push_back(*block::Pattern::parse(name)); }
  SECTION("an exception") { terms.except = targets({name + "x"}); }
  SECTION("a user") { terms.users.push_back({"root", "0"}); }
  SECTION("a parent") { terms.parents = targets({name + "x"}); }
  SECTION("a content") { terms.hashes.push_back(std::string(64, '0')); }
  SECTION("nobody's name") { terms = {.users = {{"root", "0"}}}; }
  const block::Rule meaning(terms, rule({}).protection());
  asio::io_context io;
  const auto by_kernel = block::open_deny(io, meaning, denying(DenyBy::kernel, true));
  REQUIRE_FALSE(by_kernel);
  CHECK(by_kernel.error().code == std::errc::not_supported);
  const auto by_any = block::open_deny(io, meaning, denying(DenyBy::automatic, true));
  REQUIRE(by_any);
  CHECK(by_any->source->detail().starts_with("fanotify, asked before each exec"));
  CHECK(by_any->why.find("plain names") != std::string::npos);
}

TEST_CASE("in the virtual machine of scripts/vm the kernel denies") {
  if (!std::getenv("WD_VM")) return;
  CHECK(StartGate::open(1, 1));
}

TEST_CASE("where the kernel can deny by itself it is what denies") {
  if (no_start_gate()) return;
  asio::io_context io;
  const block::Rule meaning = rule({unique_name("wdd")});
  const auto deny = block::open_deny(io, meaning, denying(DenyBy::automatic, true));
  REQUIRE(deny);
  CHECK(deny->source->detail().starts_with("in the kernel (BPF LSM)"));
  CHECK(deny->why.empty());
}

TEST_CASE("a stopped blocker goes on denying in the kernel, and nobody waits for it") {
  const auto mounts = stage(DenyBy::kernel);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  const std::string other = program_in(*mounts, name + "x");
  const std::string up = mounts->file("up");
  const RawProcess denier([&] {
    asio::io_context io;
    Recorder seen;
    block::Blocker blocker(io, rule({name}), denying(DenyBy::kernel), seen);
    if (!blocker.start()) ::_exit(1);
    std::ofstream(up) << "up";
    io.run();
  });
  REQUIRE(wait_until([&] { return !read_file(up).empty(); }));
  CHECK(Start(file).error() == EPERM);
  const auto number = static_cast<pid_t>(denier.pid());
  ::kill(number, SIGSTOP);
  // More of them than one that stands in for us would let through: each is answered at once.
  for (int i = 0; i < 100; ++i) {
    CHECK(Start(file).error() == EPERM);
    CHECK(Start(other).error() == 0);
  }
  CHECK_FALSE(denier.killed());
  ::kill(number, SIGKILL);
  REQUIRE(wait_until([&] { return denier.killed(); }));
  CHECK(wait_until([&] { return Start(file).error() == 0; }));
}

TEST_CASE("of starts that are neither denied nor to be told the kernel tells nothing") {
  auto gate = StartGate::open(2, 1);
  if (!gate) {
    WARN("the kernel lets us deny nothing: passes without a look");
    return;
  }
  const PrivateMounts mounts;
  const std::string denied = program_in(mounts, unique_name("wdd"));
  const std::string told = program_in(mounts, unique_name("wdd"));
  REQUIRE(gate->set_file(fs::path(denied).filename().string(), Deed::deny));
  REQUIRE(gate->set_file(fs::path(told).filename().string(), Deed::tell));
  for (int i = 0; i < 50; ++i) CHECK(Start(program_in(mounts, unique_name("wdd"))).error() == 0);
  CHECK_FALSE(gate->read());
  CHECK(Start(told).error() == 0);
  CHECK(Start(denied).error() == EPERM);
  const auto first = gate->read();
  const auto second = gate->read();
  REQUIRE((first && second));
  CHECK(std::string(first->file.data()) == fs::path(told).filename());
  CHECK(std::string(second->file.data()) == fs::path(denied).filename());
  CHECK_FALSE(gate->read());
  gate->detach();
  CHECK(Start(denied).error() == 0);
}

TEST_CASE("when the kernel has no room to tell of a start it denies it all the same") {
  auto gate = StartGate::open(1, 1);
  if (!gate) {
    WARN("the kernel lets us deny nothing: passes without a look");
    return;
  }
  const PrivateMounts mounts;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(mounts, name);
  REQUIRE(gate->set_file(name, Deed::deny));
  // A start that fails is no process of its own: one of ours tries all of them.
  constexpr int starts = 5'000;
  const RawProcess starter([&] {
    char* const words[] = {const_cast<char*>("x"), nullptr};
    for (int i = 0; i < starts; ++i) {
      ::execve(file.c_str(), words, words + 1);
      if (errno != EPERM) ::_exit(1);
    }
    ::_exit(0);
  });
  CHECK(starter.exit_code() == 0);
  int told = 0;
  while (gate->read()) ++told;
  CHECK(told > 0);
  CHECK(told < starts);  // There was no room.
  CHECK(Start(file).error() == EPERM);
  CHECK(gate->read());
}

TEST_CASE("the kernel denies in other namespaces of mounts, too") {
  const auto mounts = stage(DenyBy::kernel);
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  BlockLoop loop(rule({name}), denying(DenyBy::kernel));
  const RawProcess process([&] {
    if (::unshare(CLONE_NEWNS) != 0) ::_exit(1);
    ::execl(file.c_str(), file.c_str(), nullptr);
    ::_exit(errno);
  });
  CHECK(error_of(process, loop) == EPERM);
}

TEST_CASE("a file that is mounted by itself is not denied by the name that it has elsewhere") {
  const auto [by, mounts] = any_stage();
  if (!mounts) return;
  const std::string name = unique_name("wdd");
  const std::string file = program_in(*mounts, name);
  const std::string other = program_in(*mounts, unique_name("wdd"));
  REQUIRE(::mount(file.c_str(), other.c_str(), nullptr, MS_BIND, nullptr) == 0);
  BlockLoop loop(rule({name}), denying(by));
  CHECK(error_of_start(other, loop) == 0);
  CHECK(error_of_start(file, loop) == EPERM);
}
