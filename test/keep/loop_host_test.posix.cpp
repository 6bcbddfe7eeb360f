// SPDX-License-Identifier: MIT
#include <atomic>
#include <csignal>
#include <thread>

#include "keep/stage.hpp"
#include "watchdog/process/reap.posix.hpp"

using namespace watchdog;
using namespace watchdog::test;

namespace {

/// A thread that was there before us, and does not know what to do with word of deaths.
class Bystander {
 public:
  Bystander() = default;
  Bystander(const Bystander&) = delete;
  Bystander& operator=(const Bystander&) = delete;
  ~Bystander() {
    over_ = true;
    over_.notify_one();
    thread_.join();
  }

 private:
  std::atomic<bool> over_ = false;
  std::thread thread_{[this] { over_.wait(false); }};
};

}  // namespace

/// As after a renewal: the signal that told of the death went to the program that we were before.
TEST_CASE("a child that died before it was adopted is started again, and how it ended is told") {
  const Victim victim;
  const Result<process::Child> child = process::spawn(victim.command({"exit=3"}));
  REQUIRE(child);
  REQUIRE(wait_until([&] { return process::dead_child() == child->pid(); }));
  const Result<process::Identity> id = process::identify(child->pid());
  REQUIRE(id);

  Stage stage;
  const keep::Index program = stage.keeper.add(kept(victim.command({"idle"})));
  REQUIRE(stage.keeper.adopt(program, *id));
  CHECK(stage.run_until([&] { return stage.count(keep::Happening::Kind::started) == 1; }));
  CHECK(stage.keeper.standing(program).last_exit == process::Exit::code(3));
}

/// Passed on by whoever started us: a mask outlives an exec.
TEST_CASE("deaths are seen by a process that began with word of them blocked") {
  sigset_t word;
  sigset_t before;
  sigemptyset(&word);
  sigaddset(&word, SIGCHLD);
  ::pthread_sigmask(SIG_BLOCK, &word, &before);
  const Victim victim;
  Stage stage;
  stage.keeper.start(stage.keeper.add(kept(victim.command({"exit=3"}))));
  CHECK(stage.run_until([&] { return stage.count(keep::Happening::Kind::started) == 2; }));
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("deaths are seen where another thread is handed word of them") {
  const Bystander other;
  const Victim victim;
  Stage stage;
  const keep::Index program = stage.keeper.add(kept(victim.command({"idle"})));
  stage.keeper.start(program);
  for (std::size_t life = 1; life <= 5; ++life) {
    REQUIRE(stage.run_until([&] { return stage.count(keep::Happening::Kind::started) == life; }));
    ::kill(static_cast<pid_t>(stage.keeper.standing(program).id->pid), SIGKILL);
  }
  CHECK(stage.run_until([&] { return stage.count(keep::Happening::Kind::started) == 6; }));
}

TEST_CASE("word of deaths reaches whoever waits for it once nobody is kept any more") {
  sigset_t now;
  { const Stage stage; }
  ::pthread_sigmask(SIG_BLOCK, nullptr, &now);
  CHECK(sigismember(&now, SIGCHLD) == 0);
}
