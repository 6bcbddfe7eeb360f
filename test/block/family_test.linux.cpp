// SPDX-License-Identifier: MIT
#include <array>

#include "block/block_loop.hpp"
#include "block/brief_program.linux.hpp"
#include "block/raw_process.linux.hpp"
#include "support/temp_dir.hpp"

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

}  // namespace

TEST_CASE("an exception lives on when what it descends from is ended with its family") {
  const TempDir dir;
  const std::string root = unique_name("wdr");
  const std::string child = unique_name("wdc");
  const std::string exception = unique_name("wde");
  for (const std::string& name : {root, child, exception}) write_waiting_program(dir.file(name));
  int told[2];
  REQUIRE(::pipe(told) == 0);
  const RawProcess process([&] {
    const std::array<pid_t, 2> children{start_child(dir.file(child)),
                                        start_child(dir.file(exception))};
    if (::write(told[1], children.data(), sizeof children) != sizeof children) ::_exit(1);
    ::execl(dir.file(root).c_str(), root.c_str(), nullptr);
  });
  std::array<pid_t, 2> children{};
  REQUIRE(::read(told[0], children.data(), sizeof children) == sizeof children);
  block::Terms terms;
  terms.targets = targets({root});
  terms.except = targets({exception});
  BlockLoop loop({terms, rule({}).protection()}, {.source = block::Want::scan, .tree = true});
  CHECK(loop.run([&] { return process.killed(); }));
  CHECK(loop.run([&] { return !lives(children[0]); }));
  CHECK(lives(children[1]));
  ::kill(children[1], SIGKILL);
  for (const int end : told) ::close(end);
}
