// SPDX-License-Identifier: MIT
#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/victim.hpp"
#include "watchdog/process/process.hpp"

using namespace watchdog;
using namespace watchdog::process;

namespace {

constexpr uid_t another_user = 65534;

bool may_end(Pid pid) {
  const Result<Identity> id = identify(pid);
  const Result<Process> held = id ? Process::open(*id) : Result<Process>(id.error());
  return held && held->may_end();
}

/// As a user who is not root, whoever runs this.
bool another_may_end(Pid pid) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::geteuid() == 0 && ::setuid(another_user) != 0 ? 2 : may_end(pid));
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  REQUIRE(WEXITSTATUS(status) < 2);
  return WEXITSTATUS(status) == 1;
}

}  // namespace

TEST_CASE("what runs with our rights may be ended by us and not by another user") {
  const test::Victim victim;
  const Result<Child> child = spawn(victim.command({"idle"}));
  REQUIRE(child);
  CHECK(may_end(child->pid()));
  CHECK(another_may_end(child->pid()) == (::geteuid() != 0));
  CHECK_FALSE(another_may_end(1));
  child->force();
  (void)child->wait(test::soon());
}
