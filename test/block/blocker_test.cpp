// SPDX-License-Identifier: MIT
#include "watchdog/block/blocker.hpp"

#include <filesystem>

#include "block/recorder.hpp"
#include "file_hash.hpp"
#include "support/catch.hpp"
#include "support/victim.hpp"

using namespace watchdog;
using namespace watchdog::test;
using block::Blocker;
using block::Terms;
using block::Want;
using process::Child;

namespace {

Child start(const Victim& victim) {
  auto child = process::spawn(victim.command({"idle"}));
  INFO((child ? "" : child.error().message()));
  REQUIRE(child);
  return *std::move(child);
}

/// Whether it was ended by force, here and now or in a while.
bool ends_by_force(const Child& child) {
  const auto exit = child.wait(soon());
  // In Wine the host of a console outlives the program that is ended too early, and holds our
  // streams. A job may be ended after its program; a process group may not.
  if (child.container() != invalid_handle) child.force();
  return exit && !exit->success();
}

bool runs(const Child& child) { return !child.wait(Clock::now()).has_value(); }

void end(const Child& child) {
  child.force();
  CHECK(child.wait(soon()));
}

/// A blocker that is armed, on a loop of its own; run() turns the loop until something is so.
struct Armed {
  Armed(block::Rule rule, block::Options options) : blocker(io, std::move(rule), options, seen) {
    REQUIRE(blocker.start());
  }
  template <class Condition>
  bool run(Condition condition) {
    return wait_until([&] {
      io.poll();
      return condition();
    });
  }

  asio::io_context io;
  Recorder seen;
  Blocker blocker;
};

/// Each source that works here.
block::Options each_source() {
  block::Options options;
  options.interval = milliseconds(5);
  options.source = GENERATE(Want::scan, Want::events, Want::bpf);
  return options;
}
bool missing(const block::Options& options) { return !works(options.source); }

}  // namespace

TEST_CASE("what runs already is ended when a blocker starts") {
  const block::Options options = each_source();
  if (missing(options)) return;
  const Victim victim;
  const Child child = start(victim);
  Armed armed(rule({victim.name()}), options);
  CHECK(ends_by_force(child));
  CHECK(armed.seen.told_of(child.pid()));
  CHECK(armed.blocker.tally().blocked == 1);
  CHECK(armed.seen.sources.size() == 1);
}

TEST_CASE("what starts later is ended and others live") {
  const block::Options options = each_source();
  if (missing(options)) return;
  const Victim victim;
  const Victim other(victim.name().substr(0, 8) + "-other");
  Armed armed(rule({victim.name()}), options);
  const Child bystander = start(other);
  const Child child = start(victim);
  CHECK(armed.run([&] { return armed.seen.told_of(child.pid()); }));
  CHECK(ends_by_force(child));
  CHECK(runs(bystander));
  CHECK(armed.seen.ended.size() == 1);
  end(bystander);
}

TEST_CASE("who told of a process is known and how long after its exec it was met") {
  block::Options options = each_source();
  if (missing(options)) return;
  options.dry_run = GENERATE(false, true);
  const Victim victim;
  Armed armed(rule({victim.name()}), options);
  const Child child = start(victim);
  REQUIRE(armed.run([&] { return armed.seen.told_of(child.pid()); }));
  child.force();
  CHECK(child.wait(soon()));
  const block::Sight sight = armed.seen.sights.at(0);
  // Another test floods everybody's events.
  if (options.source == Want::events && sight.source == "scan") {
    CHECK_FALSE(sight.after);
    return;
  }
  CHECK(sight.source == armed.seen.sources.at(0));
  // A process table does not tell when a process became what it is.
  CHECK(sight.after.has_value() == (options.source != Want::scan));
  const bool by_kernel = options.source == Want::bpf && !options.dry_run;
  // In the middle of its exec it has its new title: we may be quicker than the kernel.
  if (sight.after) CHECK((sight.after->count() > 0 || by_kernel));
  if (sight.after) CHECK(*sight.after < std::chrono::minutes(1));
}

TEST_CASE("two hundred in a row and none is missed") {
  const block::Options options = each_source();
  if (missing(options)) return;
  const Victim victim;
  Armed armed(rule({victim.name()}), options);
  std::vector<Child> children;
  for (int i = 0; i < 200; ++i) {
    children.push_back(start(victim));
    armed.io.poll();
  }
  CHECK(armed.run([&] { return armed.blocker.tally().blocked == 200; }));
  CHECK(std::all_of(children.begin(), children.end(), ends_by_force));
  CHECK(armed.seen.failures.empty());
}

TEST_CASE("several targets are blocked at once") {
  const block::Options options = each_source();
  if (missing(options)) return;
  const Victim one;
  const Victim two;
  Armed armed(rule({one.name(), two.program()}), options);
  const Child first = start(one);
  const Child second = start(two);
  CHECK(armed.run([&] { return armed.seen.ended.size() == 2; }));
  CHECK(ends_by_force(first));
  CHECK(ends_by_force(second));
  using block::Part;
  CHECK(std::count(armed.seen.parts.begin(), armed.seen.parts.end(), Part::path) == 1);
}

TEST_CASE("a dry run tells once and ends nothing") {
  block::Options options = each_source();
  if (missing(options)) return;
  options.dry_run = true;
  const Victim victim;
  const Child before = start(victim);
  Armed armed(rule({victim.name()}), options);
  const Child later = start(victim);
  CHECK(armed.run([&] { return armed.seen.told_of(later.pid()); }));
  CHECK(armed.seen.told_of(before.pid()));
  // A sign that the scan went round again: a process that starts after it was met twice.
  const Child sign = start(victim);
  CHECK(armed.run([&] { return armed.seen.told_of(sign.pid()); }));
  CHECK(armed.seen.ended.size() == 3);
  CHECK(armed.blocker.tally().seen == 3);
  CHECK(armed.blocker.tally().ended == 0);
  for (const Child* child : {&before, &later, &sign}) {
    CHECK(runs(*child));
    end(*child);
  }
}

TEST_CASE("a blocker that was stopped ends nothing more") {
  const block::Options options = each_source();
  if (missing(options)) return;
  const Victim victim;
  Armed armed(rule({victim.name()}), options);
  armed.blocker.stop();
  const Child child = start(victim);
  armed.io.restart();
  armed.io.run();  // Returns: nothing is waited for any longer.
  CHECK(armed.seen.ended.empty());
  CHECK(runs(child));
  end(child);
}

TEST_CASE("one pass ends what runs and waits for it") {
  asio::io_context io;
  Recorder seen;
  const Victim victim;
  const Child first = start(victim);
  const Child second = start(victim);
  Blocker blocker(io, rule({victim.name()}), {}, seen);
  REQUIRE(blocker.once(milliseconds(20'000)));
  CHECK(blocker.tally().blocked == 2);
  CHECK(blocker.tally().seen == 2);
  CHECK(blocker.tally().ended == 2);
  CHECK(blocker.tally().failed == 0);
  CHECK(seen.sights.at(0).source == "scan");
  CHECK(seen.sources.empty());
  CHECK(ends_by_force(first));
  CHECK(ends_by_force(second));
}

TEST_CASE("one pass that finds nothing says so") {
  asio::io_context io;
  Recorder seen;
  Blocker blocker(io, rule({unique_name("wdnobody")}), {}, seen);
  REQUIRE(blocker.once(milliseconds(20'000)));
  CHECK(blocker.tally().blocked == 0);
  CHECK(seen.ended.empty());
}

TEST_CASE("this process is spared and told of once") {
  asio::io_context io;
  Recorder seen;
  const auto self = process::inspect(process::own_pid());
  REQUIRE(self);
  block::Protection protection = block::Protection::of_this_process(*process::list(), true);
  // Our name, but as if in another folder's program: only this very process is meant here.
  Blocker blocker(io, block::Rule(targets({std::string(self->image)}), protection),
                  {.dry_run = true}, seen);
  REQUIRE(blocker.once(milliseconds(20'000)));
  REQUIRE(blocker.once(milliseconds(20'000)));
  const auto mine = std::count(seen.protected_ones.begin(), seen.protected_ones.end(), self->id);
  CHECK(mine == 1);
  CHECK(seen.shields.at(0) == block::Shield::self);
}

TEST_CASE("a source that is not there is refused by name or replaced with the reason") {
  asio::io_context io;
  const block::Rule any = rule({});
  const auto bpf = block::open_source(io, any, {.source = Want::bpf});
  const auto events = block::open_source(io, any, {.source = Want::events});
  const auto best = block::open_source(io, any, {});
  REQUIRE(best);
  CHECK(bpf.has_value() == kernel_ends());
  CHECK(events.has_value() == events_come());
  CHECK(best->source->name() == (bpf ? "bpf" : events ? "events" : "scan"));
  CHECK(best->why.empty() == bpf.has_value());
}

TEST_CASE("a large file is hashed beside the loop and what runs it is ended then") {
  const Victim victim;
  std::filesystem::resize_file(utf8_path(victim.program()), std::size_t{9} << 20);
  const std::string hash = block::hash_of_file(victim.program());
  // Written anew: what is known of it holds no longer.
  std::filesystem::last_write_time(utf8_path(victim.program()),
                                   std::filesystem::file_time_type::clock::now());
  const Child child = start(victim);
  Terms terms;
  terms.targets = {*process::Target::parse(victim.name())};
  terms.hashes = {hash};
  const auto options = each_source();
  if (missing(options)) return end(child);
  Recorder seen;
  asio::io_context io;
  Blocker blocker(io, block::Rule(terms, {}), options, seen);
  REQUIRE(blocker.start());
  CHECK_FALSE(seen.told_of(child.pid()));  // The loop, which has not turned yet, will be told.
  CHECK(wait_until([&] {
    io.poll();
    return seen.told_of(child.pid());
  }));
  CHECK(ends_by_force(child));
  REQUIRE(seen.parts.size() == 1);

  const Child again = start(victim);  // It is known now.
  CHECK(wait_until([&] {
    io.poll();
    return seen.told_of(again.pid());
  }));
  CHECK(ends_by_force(again));
}

TEST_CASE("a blocker that stops while it hashes neither waits for that nor ends anybody") {
  const Victim victim;
  std::filesystem::resize_file(utf8_path(victim.program()), std::uintmax_t{8} << 30);  // Holes.
  const Child child = start(victim);
  Terms terms;
  terms.targets = {*process::Target::parse(victim.name())};
  terms.hashes = {std::string(64, '0')};
  const auto options = each_source();
  if (missing(options)) return end(child);
  Armed armed(block::Rule(terms, {}), options);
  const Time before = Clock::now();
  armed.blocker.stop();
  CHECK(Clock::now() - before < milliseconds(2'000));
  armed.io.poll();
  CHECK(runs(child));
  end(child);
}

TEST_CASE("who is blocked is told of with what started it") {
  const block::Options options = each_source();
  if (missing(options)) return;
  const Victim victim;
  Armed armed(rule({victim.name()}), options);
  const Child child = start(victim);
  CHECK(armed.run([&] { return armed.seen.told_of(child.pid()); }));
  CHECK(ends_by_force(child));
  REQUIRE(armed.seen.parents.size() == 1);
  CHECK(armed.seen.parents[0] == process::own_pid());
}
