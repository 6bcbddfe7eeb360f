// SPDX-License-Identifier: MIT
#pragma once

#include <fmt/format.h>

#include <random>
#include <string>
#include <vector>

#include "support/simulated_world.hpp"

namespace watchdog::test {

/// Where a story takes its turns: from chance, which is written down, or from what was written.
/// Past the end of what is given every turn is the dullest one: 0.
class Turns {
 public:
  explicit Turns(std::uint32_t seed) : random_(seed), by_chance_(true) {}
  explicit Turns(std::vector<std::uint32_t> given) : taken_(std::move(given)) {}

  /// 0 to `last`.
  unsigned roll(unsigned last) {
    if (by_chance_) taken_.push_back(static_cast<std::uint32_t>(random_()));
    const std::uint32_t turn = next_ < taken_.size() ? taken_[next_] : 0;
    ++next_;
    return turn % (last + 1);
  }
  bool chance(unsigned percent) { return roll(99) >= 100 - percent; }
  milliseconds time(unsigned longest) { return milliseconds(roll(longest)); }
  const std::vector<std::uint32_t>& taken() const { return taken_; }

 private:
  std::minstd_rand random_;
  std::vector<std::uint32_t> taken_;
  std::size_t next_ = 0;
  bool by_chance_ = false;
};

/// One to three programs in a simulated world, and everything that may befall them: starts that
/// fail, deaths at any time, deafness, hangs, hands that stop and start them, alarms nobody set, a
/// machine that sleeps, and a stop at the end. Whatever happens, the rules of a keeper hold.
class Story {
 public:
  explicit Story(Turns turns) : turns_(std::move(turns)), keeper_(world_, world_, 1) {
    world_.remember = false;
    world_.pause = milliseconds(1);
    world_.connect(keeper_);
    world_.on_start = [this](keep::Index program) { return run(program); };
    world_.on_ask = [this](keep::Index program, int signal) { return obedience(program, signal); };
    world_.on_force = [this](keep::Index) { return resistance(); };
    for (unsigned i = 0, last = turns_.roll(2); i <= last; ++i) keeper_.add(program());
  }

  /// The rule that was broken; empty when all held.
  std::string breach() {
    for (keep::Index program = 0; program < keeper_.size(); ++program) begin(program);
    const Time stop = Time{} + turns_.time(60'000);
    for (unsigned i = turns_.roll(5); i > 0; --i) {
      const Time time = Time{} + turns_.time(60'000);
      world_.at(std::min(time, stop), [this] { befall(); });
    }
    world_.at(stop, [this] { request_stop(); });
    if (turns_.chance(30)) world_.at(stop + turns_.time(4'000), [this] { request_stop(); });
    unsigned events = 0;
    while (world_.breach.empty() && world_.next()) {
      if (++events > 1'000'000) return "a story without end";
    }
    return verdict();
  }

  const std::vector<std::uint32_t>& turns() const { return turns_.taken(); }
  /// What happened, for people; only what came after it was set to a text.
  std::string* diary = nullptr;
  /// A fault of the test's own, so that it can be seen to find one.
  bool dislikes_hangs = false;

 private:
  void write(const std::string& what) {
    if (diary == nullptr) return;
    const auto now = std::chrono::duration_cast<milliseconds>(world_.now().time_since_epoch());
    *diary += fmt::format("{:>7} ms  {}\n", now.count(), what);
  }

  keep::Program program() {
    keep::Program program;
    keep::Policy& policy = program.policy;
    policy.when = static_cast<keep::Policy::When>(turns_.roll(2));
    policy.longest_delay = milliseconds(50) + turns_.time(30'000);
    policy.healthy_after = milliseconds(100) + turns_.time(20'000);
    if (turns_.chance(30)) {
      policy.limit.count = 1 + turns_.roll(4);
      policy.limit.within = turns_.chance(50) ? turns_.time(60'000) : milliseconds(0);
      policy.limit.action = static_cast<keep::Policy::Limit::Action>(turns_.roll(1));
    }
    program.ladder.clear();
    for (unsigned i = turns_.roll(3); i > 0; --i)
      program.ladder.push_back({static_cast<int>(i), turns_.time(5'000)});
    return program;
  }

  Result<SimulatedWorld::Run> run(keep::Index program) {
    if (turns_.chance(10)) {
      write(fmt::format("program {} can't be started", program));
      return Error{std::make_error_code(turns_.chance(50) ? std::errc::no_such_file_or_directory
                                                          : std::errc::not_enough_memory),
                   "start", "app", ""};
    }
    write(fmt::format("program {} starts", program));
    if (turns_.chance(20)) return SimulatedWorld::Run{};
    const process::Exit exit =
        turns_.chance(50) ? process::Exit::code(turns_.roll(2)) : process::Exit::signal(9);
    return SimulatedWorld::Run{turns_.time(turns_.chance(50) ? 40'000 : 20), exit};
  }

  std::optional<milliseconds> obedience(keep::Index program, int signal) {
    write(fmt::format("program {} is asked by signal {}", program, signal));
    if (turns_.chance(20)) return std::nullopt;
    return turns_.time(6'000);
  }

  std::optional<milliseconds> resistance() {
    if (turns_.chance(3)) return std::nullopt;
    return turns_.chance(10) ? turns_.time(3'000) : milliseconds(0);
  }

  void begin(keep::Index program) {
    if (turns_.chance(20)) keeper_.resume(program, turns_.roll(10), turns_.roll(10));
    if (turns_.chance(20) && keeper_.adopt(program, {1, 1})) return;
    if (turns_.chance(10)) return keeper_.rest(program, left(program));
    keeper_.start(program);
  }

  keep::Rest left(keep::Index program) {
    keep::Rest rest{static_cast<keep::Rest::Kind>(turns_.roll(3)), process::Exit::code(1), {}, {}};
    rest.next_start = world_.now() + turns_.time(40'000);
    if (rest.kind == keep::Rest::Kind::halted) world_.halted.insert(program);
    write(fmt::format("program {} was left as {}", program, static_cast<int>(rest.kind)));
    return rest;
  }

  void befall() {
    const keep::Index program = turns_.roll(static_cast<unsigned>(keeper_.size()) - 1);
    switch (turns_.roll(8)) {
      case 0:
        write(fmt::format("program {} is to start", program));
        world_.halted.erase(program);
        return keeper_.start(program);
      case 1:
        write(fmt::format("program {} is to start again", program));
        world_.halted.erase(program);
        return keeper_.restart(program, "wanted");
      case 2:
        write(fmt::format("program {} is to stop", program));
        world_.halted.insert(program);
        return keeper_.halt(program);
      case 3:
        write(fmt::format("program {} hangs", program));
        if (dislikes_hangs && world_.running(program)) world_.breach = "a hang";
        return keeper_.hang(program, "no word of it");
      case 4:
        return keeper_.ready(program);
      case 5:
        return keeper_.on_due(program);
      case 6:
        write("everything is killed");
        return world_.kill_all();
      case 7:
        write("the machine sleeps");
        return world_.sleep(milliseconds(3'600'000));
      default:
        return look();
    }
  }

  /// No death goes unanswered: what does not run either waits its turn or has a reason to rest.
  void look() {
    for (keep::Index program = 0; program < keeper_.size(); ++program) {
      const keep::Standing standing = keeper_.standing(program);
      if (standing.id.has_value() != world_.running(program))
        world_.breach = "a program that runs is not known to, or one is that does not";
      const bool resting = standing.kind == keep::Standing::Kind::resting;
      if (resting && keeper_.outcome(program).kind == keep::Outcome::Kind::pending)
        world_.breach = "a death without an answer";
    }
  }

  void request_stop() {
    write("everything is to stop");
    look();
    world_.stop_requested = true;
    keeper_.stop();
  }

  std::string verdict() {
    using Kind = keep::Outcome::Kind;
    if (!world_.breach.empty()) return world_.breach;
    if (!keeper_.done()) return "a stop that does not end";
    for (keep::Index program = 0; program < keeper_.size(); ++program) {
      const Kind kind = keeper_.outcome(program).kind;
      if (world_.running(program) != (kind == Kind::unkillable)) return "a process left running";
      if (kind == Kind::pending) return "a program without an outcome";
    }
    return {};
  }

  Turns turns_;
  SimulatedWorld world_;
  keep::Keeper keeper_;
};

/// The shortest story that `breaks` still, as far as some thousand tries find it: turns are left
/// out and others dulled.
template <class Breaks>
std::vector<std::uint32_t> shortest(std::vector<std::uint32_t> turns, Breaks breaks) {
  unsigned tries = 3'000;
  const auto try_instead = [&](std::vector<std::uint32_t> simpler) {
    if (tries == 0) return false;
    --tries;
    if (!breaks(simpler)) return false;
    turns = std::move(simpler);
    return true;
  };
  for (std::size_t length = turns.size(); length > 0; length /= 2) {
    for (std::size_t at = 0; at + length <= turns.size();) {
      std::vector<std::uint32_t> simpler = turns;
      const auto first = simpler.begin() + static_cast<std::ptrdiff_t>(at);
      simpler.erase(first, first + static_cast<std::ptrdiff_t>(length));
      if (!try_instead(std::move(simpler))) at += length;
    }
  }
  for (std::size_t at = 0; at < turns.size(); ++at) {
    std::vector<std::uint32_t> simpler = turns;
    simpler[at] = 0;
    if (turns[at] != 0) try_instead(std::move(simpler));
  }
  return turns;
}

}  // namespace watchdog::test
