// SPDX-License-Identifier: MIT
#include "watchdog/keep/policy.hpp"

#include "support/catch.hpp"

using namespace watchdog;
using namespace watchdog::keep;
using process::Exit;

namespace {

using Do = Decision::Action;

/// Lives through deaths that come `ran` after each start, at once restarted.
class Life {
 public:
  explicit Life(const Policy& policy, std::uint32_t seed = 1) : restarts_(policy, seed) {}
  Decision dies(Exit exit = Exit::signal(9), milliseconds ran = milliseconds(0)) {
    now_ += ran;
    const Decision decision = restarts_.on_exit(exit, ran, now_);
    now_ += decision.delay;
    return decision;
  }

 private:
  Restarts restarts_;
  Time now_{};
};

Policy without_jitter() {
  Policy policy;
  policy.jitter = 0;
  return policy;
}

}  // namespace

TEST_CASE("always restarts whatever the exit was") {
  Life life{Policy{}};
  CHECK(life.dies(Exit::code(0)).action == Do::restart);
  CHECK(life.dies(Exit::code(1)).action == Do::restart);
  CHECK(life.dies(Exit{}).action == Do::restart);
}

TEST_CASE("on-failure restarts all but a clean exit") {
  Policy policy;
  policy.when = Policy::When::on_failure;
  Life life(policy);
  CHECK(life.dies(Exit::code(1)).action == Do::restart);
  CHECK(life.dies(Exit::signal(15)).action == Do::restart);
  CHECK(life.dies(Exit{}).action == Do::restart);
  CHECK(life.dies(Exit::code(0)).action == Do::finish);
}

TEST_CASE("never restarts nothing") {
  Policy policy;
  policy.when = Policy::When::never;
  CHECK(Life(policy).dies().action == Do::finish);
}

TEST_CASE("the first restart is at once and the next ones slow down to the longest delay") {
  Life life(without_jitter());
  std::vector<milliseconds::rep> delays;
  for (int i = 0; i < 12; ++i) delays.push_back(life.dies().delay.count());
  CHECK(delays == std::vector<milliseconds::rep>{0, 100, 200, 400, 800, 1600, 3200, 6400, 12800,
                                                 25600, 30000, 30000});
}

TEST_CASE("ten thousand deaths do not overflow the delay") {
  Life life(without_jitter());
  for (int i = 0; i < 10'000; ++i) life.dies();
  CHECK(life.dies().delay == milliseconds(30'000));
}

TEST_CASE("a healthy run ends the streak") {
  Life life(without_jitter());
  for (int i = 0; i < 5; ++i) life.dies();
  const Decision decision = life.dies(Exit::signal(9), milliseconds(10'000));
  CHECK(decision.delay == milliseconds(0));
  CHECK(decision.attempt == 1);
  CHECK(life.dies(Exit::signal(9), milliseconds(9'999)).attempt == 2);
}

TEST_CASE("jitter shortens a delay by no more than its share and differs by seed") {
  Policy policy;
  policy.jitter = 0.5;
  bool differ = false;
  for (std::uint32_t seed = 1; seed <= 200; ++seed) {
    Life life(policy, seed);
    Life other(policy, seed + 1000);
    life.dies();
    other.dies();
    const milliseconds delay = life.dies().delay;
    CHECK(delay >= milliseconds(50));
    CHECK(delay <= milliseconds(100));
    differ = differ || delay != other.dies().delay;
  }
  CHECK(differ);
}

TEST_CASE("it gives up after so many restarts in a streak") {
  Policy policy;
  policy.limit.count = 3;
  Life life(policy);
  for (int i = 0; i < 3; ++i) CHECK(life.dies().action == Do::restart);
  CHECK(life.dies().action == Do::give_up);
}

TEST_CASE("a limit within a time forgets what is older") {
  Policy policy = without_jitter();
  policy.limit.count = 2;
  policy.limit.within = milliseconds(1'000);
  policy.healthy_after = milliseconds(50);
  Life life(policy);
  CHECK(life.dies(Exit::code(1), milliseconds(600)).action == Do::restart);
  CHECK(life.dies(Exit::code(1), milliseconds(600)).action == Do::restart);
  CHECK(life.dies(Exit::code(1), milliseconds(600)).action == Do::restart);
  CHECK(life.dies(Exit::code(1), milliseconds(100)).action == Do::give_up);
}

TEST_CASE("a limit may slow down for ever and says so once in a streak") {
  Policy policy = without_jitter();
  policy.limit = {3, milliseconds(0), Policy::Limit::Action::slow_down};
  Life life(policy);
  for (int i = 0; i < 3; ++i) CHECK_FALSE(life.dies().flapping);
  const Decision fourth = life.dies();
  CHECK(fourth.action == Do::restart);
  CHECK(fourth.flapping);
  CHECK(fourth.delay == policy.longest_delay);
  CHECK_FALSE(life.dies().flapping);
  CHECK(life.dies().delay == policy.longest_delay);
  CHECK(life.dies(Exit::code(1), policy.healthy_after).delay == milliseconds(0));
}

TEST_CASE("exits may decide for themselves") {
  Policy policy;
  policy.when = Policy::When::never;
  policy.restart_on = *ExitSet::parse("3,100-110,signal");
  policy.stop_on = *ExitSet::parse("105");
  Life life(policy);
  CHECK(life.dies(Exit::code(3)).action == Do::restart);
  CHECK(life.dies(Exit::code(100)).action == Do::restart);
  CHECK(life.dies(Exit::signal(11)).action == Do::restart);
  CHECK(life.dies(Exit::code(105)).action == Do::finish);
  CHECK(life.dies(Exit::code(1)).action == Do::finish);
}

TEST_CASE("a hang is a failure whatever exit came of it") {
  Policy policy;
  policy.when = Policy::When::on_failure;
  policy.stop_on = *ExitSet::parse("0");
  Restarts restarts(policy, 1);
  CHECK(restarts.on_hang(milliseconds(1), Time{}).action == Do::restart);
}
