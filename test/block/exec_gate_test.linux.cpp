// SPDX-License-Identifier: MIT
//
// What only the kernel can do: end a program before it runs an instruction.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>

#include "block/block_loop.hpp"
#include "block/brief_program.linux.hpp"
#include "block/raw_process.linux.hpp"
#include "support/victim.hpp"

using namespace watchdog;
using namespace watchdog::test;
using block::Want;

namespace {

namespace fs = std::filesystem;

bool no_gate() {
  if (kernel_ends()) return false;
  WARN("the kernel does not let us: passes without a look");
  return true;
}

/// A program that ends by itself at once, unless it is ended before.
struct Brief {
  explicit Brief(std::string program = unique_name("wdb")) : name(std::move(program)) {
    write_brief_program(file);
  }
  /// Whether one that is started now was ended by force: then it has not run.
  bool ended() const {
    const RawProcess process(file, {file});
    process.exit_code();
    return process.killed();
  }
  TempDir dir;
  std::string name;
  std::string file = dir.file(name);
};

/// A program known by a link: its title is the link's name, its file another's.
struct Linked {
  explicit Linked(const std::string& link) : path(victim.file(link)) {
    fs::create_symlink(victim.program(), path);
  }
  std::unique_ptr<RawProcess> start() const {
    return std::make_unique<RawProcess>(
        path, std::vector<std::string>{path, "note=" + victim.file("up"), "idle"});
  }
  bool ran() const { return !victim.lines("up").empty(); }

  Victim victim;
  std::string path;
};

char state_of(const RawProcess& process) {
  const std::string stat = read_file("/proc/" + std::to_string(process.pid()) + "/stat");
  const std::size_t end = stat.rfind(')');
  return end == stat.npos ? '-' : stat.at(end + 2);
}

std::string stem() { return unique_name("wdtwin"); }  // 14 bytes.

}  // namespace

TEST_CASE("where this process may do everything the kernel ends programs for it") {
  const bool first_pids = fs::read_symlink("/proc/self/ns/pid") == "pid:[4026531836]";
  const bool all = read_file("/proc/self/status").find("CapEff:\t000001ff") != std::string::npos;
  const bool types = fs::exists("/sys/kernel/btf/vmlinux");
  CHECK((kernel_ends() || !first_pids || !all || !types));
}

TEST_CASE("two hundred programs are ended before they run an instruction") {
  if (no_gate()) return;
  const Brief brief;
  BlockLoop loop({brief.name}, Want::bpf);
  int ended = 0;
  for (int i = 0; i < 200; ++i) ended += brief.ended() ? 1 : 0;
  CHECK(ended == 200);
  CHECK(loop.run([&] { return loop.blocker.tally().blocked == 200; }));
  // Nobody was here meanwhile: all of it is the kernel's deed, at the exec.
  CHECK(
      std::all_of(loop.seen.sights.begin(), loop.seen.sights.end(), [](const block::Sight& sight) {
        return sight.source == "bpf" && sight.after == std::chrono::microseconds(0);
      }));
}

TEST_CASE("the brief program runs to its end where nothing blocks it") {
  CHECK_FALSE(Brief().ended());
  if (no_gate()) return;
  const Brief brief;
  BlockLoop loop({unique_name("wdother")}, Want::bpf);
  CHECK_FALSE(brief.ended());
}

TEST_CASE("what the kernel ended is told of as the process that it was") {
  if (no_gate()) return;
  const std::string name = GENERATE(unique_name("wdb"), unique_name("wdlongername-"));
  const Brief brief(name);
  BlockLoop loop({name}, Want::bpf);
  const RawProcess process(brief.file, {brief.file});
  process.exit_code();
  const auto id = process::identify(process.pid());  // A zombie: still the same process.
  REQUIRE(id);
  CHECK(loop.run([&] { return !loop.seen.ended.empty(); }));
  CHECK(loop.seen.ended.at(0) == *id);
  CHECK(loop.seen.names.at(0) == name);
  CHECK(loop.seen.parts.at(0) == block::Part::image);
}

TEST_CASE("a blocked title of less than fifteen bytes is ended by the kernel whatever the file") {
  if (no_gate()) return;
  const Linked linked(unique_name("wdl"));
  BlockLoop loop({fs::path(linked.path).filename()}, Want::bpf);
  const auto process = linked.start();
  process->exit_code();
  CHECK(process->killed());
  CHECK_FALSE(linked.ran());
  CHECK(loop.run([&] { return loop.seen.told_of(process->pid()); }));
  CHECK(loop.seen.parts.at(0) == block::Part::title);
}

TEST_CASE("a program run through a link of another name is known by its file") {
  if (no_gate()) return;
  const Linked linked(unique_name("wdl"));
  BlockLoop loop({linked.victim.name()}, Want::bpf);
  const auto process = linked.start();
  process->exit_code();
  CHECK(process->killed());
  CHECK_FALSE(linked.ran());
}

TEST_CASE("a title that may be cut is stopped until it is judged: the meant one never runs") {
  if (no_gate()) return;
  const Linked linked(stem() + "-daemon");
  BlockLoop loop({fs::path(linked.path).filename()}, Want::bpf);
  const auto process = linked.start();
  REQUIRE(wait_until([&] { return state_of(*process) == 'T'; }));
  CHECK(loop.run([&] { return process->killed(); }));
  CHECK_FALSE(linked.ran());
  CHECK(loop.run([&] { return loop.seen.told_of(process->pid()); }));
}

TEST_CASE("a title that may be cut is stopped until it is judged: its twin runs on") {
  if (no_gate()) return;
  const std::string both = stem();
  const Linked linked(both + "-doctor");
  BlockLoop loop({both + "-daemon"}, Want::bpf);
  const auto process = linked.start();
  SECTION("when the loop turns") {
    REQUIRE(wait_until([&] { return state_of(*process) == 'T'; }));
    CHECK(loop.run([&] { return linked.ran(); }));
  }
  SECTION("when the blocker stops instead") {
    REQUIRE(wait_until([&] { return state_of(*process) == 'T'; }));
    loop.blocker.stop();
    CHECK(wait_until([&] { return linked.ran(); }));
  }
  CHECK(process->alive());
  CHECK(loop.seen.ended.empty());
}

TEST_CASE("a twin that is a file of its own is not even stopped") {
  if (no_gate()) return;
  const std::string both = stem();
  const Victim twin(both + "-doctor");
  BlockLoop loop({both + "-daemon"}, Want::bpf);
  const RawProcess process(twin.program(), {"x", "note=" + twin.file("up"), "idle"});
  CHECK(twin.wait_for_lines("up", 1));  // The loop does not turn: nobody would continue it.
  CHECK(process.alive());
}

TEST_CASE("a path means one file: another of its name runs on") {
  if (no_gate()) return;
  const Victim meant;
  const Victim other(meant.name());
  BlockLoop loop({meant.program()}, Want::bpf);
  const RawProcess second(other.program(), {"x", "note=" + other.file("up"), "idle"});
  const RawProcess first(meant.program(), {"x", "note=" + meant.file("up"), "idle"});
  CHECK(loop.run([&] { return first.killed(); }));
  CHECK(loop.run([&] { return other.lines("up").size() == 1; }));
  CHECK(meant.lines("up").empty());
  CHECK(second.alive());
  CHECK(loop.seen.parts == std::vector{block::Part::path});
}

TEST_CASE("of a path's namesakes only the file itself is stopped to be judged, also a new one") {
  if (no_gate()) return;
  const Victim meant;
  const Victim other(meant.name());
  BlockLoop loop({meant.program()}, Want::bpf);
  const RawProcess second(other.program(), {"x", "note=" + other.file("up"), "idle"});
  CHECK(other.wait_for_lines("up", 1));  // The loop does not turn: nobody would continue it.
  const auto stopped = [&] {
    const RawProcess first(meant.program(), {"x", "note=" + meant.file("up"), "idle"});
    const bool stops = wait_until([&] { return state_of(first) == 'T'; });
    return stops && loop.run([&] { return first.killed(); });
  };
  CHECK(stopped());
  fs::rename(other.program(), meant.program());
  const RawProcess replaced(meant.program(), {"x", "idle"});
  CHECK(loop.run([&] { return replaced.killed(); }));  // Told of only: it was another's number.
  CHECK(stopped());
  CHECK(meant.lines("up").empty());
}

TEST_CASE("a path through a link means the file behind it") {
  if (no_gate()) return;
  const Linked linked(unique_name("wdl"));
  BlockLoop loop({linked.path}, Want::bpf);
  const RawProcess process(linked.victim.program(), {"x", "note=" + linked.victim.file("up")});
  CHECK(loop.run([&] { return process.killed(); }));
  CHECK_FALSE(linked.ran());
}

TEST_CASE("a protected process is not ended by the kernel") {
  if (no_gate()) return;
  const Linked linked(unique_name("wdl"));
  const std::string title = fs::path(linked.path).filename();
  int go[2];
  REQUIRE(::pipe(go) == 0);
  const RawProcess process([&] {
    char byte = 0;
    if (::read(go[0], &byte, 1) != 1) ::_exit(1);
    ::execl(linked.path.c_str(), linked.path.c_str(), ("note=" + linked.victim.file("up")).c_str(),
            "idle", nullptr);
  });
  block::Protection protection = rule({}).protection();
  block::Shield shield = block::Shield::none;
  std::string login;
  std::vector<std::string_view> vitals;
  SECTION("as an ancestor") {
    protection.ancestors.push_back(*process::identify(process.pid()));
    shield = block::Shield::ancestor;
  }
  SECTION("as a program that a login needs, under a blocked title") {
    login = linked.victim.name();
    vitals = {login};
    protection.vital = vitals;
    shield = block::Shield::vital;
  }
  BlockLoop loop(block::Rule(targets({title}), protection), {.source = Want::bpf});
  REQUIRE(::write(go[1], "x", 1) == 1);
  CHECK(loop.run([&] { return linked.ran(); }));
  CHECK(loop.run([&] { return !loop.seen.shields.empty(); }));
  CHECK(loop.seen.shields.at(0) == shield);
  CHECK(process.alive());
  CHECK(loop.seen.ended.empty());
  ::close(go[0]);
  ::close(go[1]);
}

TEST_CASE("a dry run tells of what the kernel would end and lets it run") {
  if (no_gate()) return;
  const Victim victim;
  BlockLoop loop(rule({victim.name()}), {.source = Want::bpf, .dry_run = true});
  const RawProcess process(victim.program(), {"x", "note=" + victim.file("up"), "idle"});
  CHECK(loop.run([&] { return loop.seen.told_of(process.pid()); }));
  CHECK(victim.wait_for_lines("up", 1));
  CHECK(process.alive());
}

TEST_CASE(
    "when the kernel has no room to tell it ends all the same and what is in doubt is found") {
  if (no_gate()) return;
  const Brief brief;
  const Linked linked(stem() + "-daemon");
  BlockLoop loop({brief.name, fs::path(linked.path).filename()}, Want::bpf);
  int ended = 0;
  for (int i = 0; i < 4'000; ++i) ended += brief.ended() ? 1 : 0;  // Nobody reads.
  CHECK(ended == 4'000);
  const auto process = linked.start();
  REQUIRE(linked.victim.wait_for_lines("up", 1));  // Not stopped, since nobody was told.
  CHECK(loop.run([&] { return process->killed(); }));
}

TEST_CASE("a blocker that was stopped has left the kernel") {
  if (no_gate()) return;
  const Brief brief;
  BlockLoop loop({brief.name}, Want::bpf);
  CHECK(brief.ended());
  loop.blocker.stop();
  CHECK_FALSE(brief.ended());
}
