// SPDX-License-Identifier: MIT
#include <array>

#include "block/block_loop.hpp"
#include "block/brief_program.linux.hpp"
#include "block/raw_process.linux.hpp"
#include "family.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/process/vitals.hpp"

using namespace watchdog;
using namespace watchdog::test;

namespace {

bool lives(pid_t pid) {
  const auto entry = process::inspect(static_cast<process::Pid>(pid));
  return entry && entry->kind == process::Entry::Kind::user;
}

pid_t start_child(const std::string& file) {
  pid_t pid = 0;
  ::posix_spawn(&pid, file.c_str(), nullptr, nullptr, RawProcess::pointers({file}).data(), environ);
  return pid;
}

/// A program of one name with two children of two others. All do nothing.
struct Family {
  Family() {
    for (const std::string& name : {root, child, other}) write_waiting_program(dir.file(name));
    if (::pipe(told) != 0) return;
    process.emplace([&] {
      const std::array<pid_t, 2> born{start_child(dir.file(child)), start_child(dir.file(other))};
      if (::write(told[1], born.data(), sizeof born) != sizeof born) ::_exit(1);
      ::execl(dir.file(root).c_str(), root.c_str(), nullptr);
    });
    if (::read(told[0], children.data(), sizeof children) != sizeof children) children = {};
  }
  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;
  ~Family() {
    for (const pid_t pid : children) {
      if (pid > 0 && lives(pid)) ::kill(pid, SIGKILL);
    }
    for (const int end : told) ::close(end);
  }

  TempDir dir;
  std::string root = unique_name("wdr");
  std::string child = unique_name("wdc");
  std::string other = unique_name("wdo");
  int told[2] = {-1, -1};
  std::optional<RawProcess> process;
  std::array<pid_t, 2> children{};
};

bool is_stopped(pid_t pid) {
  const auto id = process::identify(static_cast<process::Pid>(pid));
  const auto vitals = id ? process::vitals(*id) : id.error();
  return vitals && vitals->activity == process::Vitals::Activity::stopped;
}

}  // namespace

TEST_CASE("an exception lives on when what it descends from is ended with its family") {
  const Family family;
  REQUIRE(family.children[0] != 0);
  block::Terms terms;
  terms.targets = targets({family.root});
  terms.except = targets({family.other});
  BlockLoop loop({terms, rule({}).protection()}, {.source = block::Want::scan, .tree = true});
  CHECK(loop.run([&] { return family.process->killed(); }));
  CHECK(loop.run([&] { return !lives(family.children[0]); }));
  CHECK(lives(family.children[1]));
}

TEST_CASE("who was born while a family was counted is held as well") {
  const Family family;
  REQUIRE(family.children[0] != 0);
  auto root = process::Process::open(*process::identify(family.process->pid()));
  REQUIRE(root);
  const auto late = static_cast<process::Pid>(family.children[1]);
  int looks = 0;
  const auto table = [&] {
    auto rows = process::list();
    if (++looks == 1) std::erase_if(*rows, [&](const auto& row) { return row.id.pid == late; });
    return rows;
  };
  const bool stopped = GENERATE(true, false);
  const auto held = block::hold_family(rule({family.root}), *root, stopped, table);
  std::vector<process::Pid> pids;
  for (const block::Relative& relative : held) pids.push_back(relative.entry.id.pid);
  std::vector<process::Pid> expected{static_cast<process::Pid>(family.children[0])};
  if (stopped) expected.push_back(late);
  CHECK(pids == expected);
  CHECK(looks == (stopped ? 3 : 1));  // Until nobody is new; who may fork on is counted once.
  CHECK(wait_until([&] { return is_stopped(family.children[0]) == stopped; }));
}

TEST_CASE("a frozen family goes on at the end, and who is continued before that runs on") {
  const Family family;
  REQUIRE(family.children[0] != 0);
  const auto root = static_cast<pid_t>(family.process->pid());
  const auto all_stopped = [&] {
    return is_stopped(root) && is_stopped(family.children[0]) && is_stopped(family.children[1]);
  };
  BlockLoop loop(rule({family.root}), {.source = block::Want::scan,
                                       .interval = milliseconds(5),
                                       .act = block::Act::freeze,
                                       .tree = true});
  CHECK(wait_until(all_stopped));
  // The first look of the scan is one at all, which forgets who is gone.
  const RawProcess late(family.dir.file(family.root), {family.root});
  CHECK(loop.run([&] { return is_stopped(static_cast<pid_t>(late.pid())); }));
  CHECK(loop.blocker.tally().blocked == 4);
  ::kill(root, SIGCONT);
  CHECK(wait_until([&] { return !is_stopped(root); }));
  CHECK(loop.blocker.once(milliseconds(0)));  // It is met again.
  CHECK_FALSE(is_stopped(root));
  loop.blocker.stop();
  CHECK(loop.blocker.tally().continued == 4);
  for (const pid_t pid : {family.children[0], family.children[1], static_cast<pid_t>(late.pid())})
    CHECK(wait_until([&] { return !is_stopped(pid); }));
}

TEST_CASE("a dry run tells of a whole family and touches nobody") {
  const Family family;
  REQUIRE(family.children[0] != 0);
  BlockLoop loop(rule({family.root}), {.source = block::Want::scan, .dry_run = true, .tree = true});
  CHECK(loop.blocker.once(milliseconds(0)));
  CHECK(loop.blocker.tally().blocked == 3);
  CHECK(loop.blocker.once(milliseconds(0)));
  CHECK(loop.blocker.tally().blocked == 3);  // Each of them once.
  CHECK(loop.blocker.tally().ended == 0);
  const auto root = static_cast<pid_t>(family.process->pid());
  for (const pid_t pid : {root, family.children[0], family.children[1]}) {
    CHECK(lives(pid));
    CHECK_FALSE(is_stopped(pid));
  }
}
