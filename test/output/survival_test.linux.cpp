// SPDX-License-Identifier: MIT
#include <csignal>

#include "support/catch.hpp"
#include "talker.hpp"
#include "test_pipe.hpp"
#include "watchdog/process/list.hpp"
#include "watchdog/process/process.hpp"

using namespace watchdog;
using namespace watchdog::output;
using namespace watchdog::test;

namespace {

/// A keeper, in a process of its own, of one talker with its output in a log.
class Keeper {
 public:
  explicit Keeper(std::vector<std::string> steps) {
    process::Command command;
    command.program = output_keeper_program;
    command.arguments = {log(), dir_.file("pid"), talker_program};
    command.arguments.insert(command.arguments.end(), steps.begin(), steps.end());
    Result<process::Child> child = process::spawn(command);
    if (child) keeper_ = *std::move(child);
    wait_until([&] { return read_file(dir_.file("pid")).ends_with('\n'); });
    const Result<process::Identity> id =
        process::identify(static_cast<process::Pid>(std::stoul(read_file(dir_.file("pid")))));
    if (id) talker_ = *id;
  }
  Keeper(const Keeper&) = delete;
  Keeper& operator=(const Keeper&) = delete;
  ~Keeper() {
    kill();
    (void)process::end(talker_, milliseconds(0));
  }

  std::string file(const std::string& name) const { return dir_.file(name); }
  std::string log() const { return dir_.file("log"); }
  const process::Identity& talker() const { return talker_; }
  bool talker_lives() const {
    const Result<process::Entry> now = process::inspect(talker_.pid);
    return now && now->id == talker_ && now->kind != process::Entry::Kind::zombie;
  }
  void kill() {
    if (keeper_.pid() == 0) return;
    ::kill(static_cast<pid_t>(keeper_.pid()), SIGKILL);
    (void)keeper_.wait(soon());
    keeper_ = {};
  }

 private:
  TempDir dir_;
  process::Child keeper_;
  process::Identity talker_;
};

/// Takes the talker over, lets it go on to its end, and returns the whole log.
std::string rest_of_log(const Keeper& keeper, const std::string& go_on) {
  asio::io_context loop;
  Result<Capture> next =
      Capture::take_over(loop, keeper.talker(), {keeper.log(), nullptr, nullptr});
  if (!next) return next.error().message();
  std::ofstream(go_on).close();
  run_until(loop, [&] { return !keeper.talker_lives(); });
  next->drain();
  return read_file(keeper.log());
}

}  // namespace

TEST_CASE("our death is not the program's, and the next keeper loses no line") {
  const TempDir dir;
  const std::string wrote = dir.file("wrote");
  const std::string go_on = dir.file("go on");
  Keeper keeper(
      {"slow=0:300", "lines=300:5000", "note=" + wrote, "until=" + go_on, "lines=5000:6000"});
  REQUIRE(wait_until([&] { return read_file(keeper.log()).size() > 500; }));
  keeper.kill();
  CHECK(keeper.talker_lives());
  CHECK(read_file(wrote).empty());
  // It goes on while nobody is there.
  REQUIRE(wait_until([&] { return !read_file(wrote).empty(); }));
  CHECK(read_file(keeper.log()).size() < numbered_lines(0, 1000).size());
  const bool same = rest_of_log(keeper, go_on) == numbered_lines(0, 6000);
  CHECK(same);
}

TEST_CASE("a keeper that is killed at any moment loses no line and tells none twice") {
  const TempDir dir;
  const std::string expected = numbered_lines(0, 60'000);
  for (int round = 0; round < 20; ++round) {
    const std::string go_on = dir.file(std::to_string(round));
    Keeper keeper({"lines=0:60000", "until=" + go_on});
    const auto share = static_cast<std::size_t>(round) * 20'000;
    REQUIRE(wait_until([&] { return read_file(keeper.log()).size() > share; }));
    keeper.kill();
    const bool same = rest_of_log(keeper, go_on) == expected;  // Too long to be shown.
    REQUIRE(same);
  }
}

TEST_CASE("the next life of a program that was taken over writes to the same pipe") {
  const TempDir dir;
  Keeper keeper({"lines=0:10", "until=" + dir.file("go on")});
  REQUIRE(wait_until([&] { return read_file(keeper.log()) == numbered_lines(0, 10); }));
  keeper.kill();
  asio::io_context loop;
  Result<Capture> next =
      Capture::take_over(loop, keeper.talker(), {keeper.log(), nullptr, nullptr});
  REQUIRE(next);
  Talker again(*next, {"lines=10:20"});
  REQUIRE(again.end(loop));
  next->drain();
  CHECK(read_file(keeper.log()) == numbered_lines(0, 20));
}

TEST_CASE("streams that we did not make are not taken over") {
  const TempDir dir;
  asio::io_context loop;
  const Result<Capture> capture = Capture::open(loop, {});
  REQUIRE(capture);
  process::Command command;
  command.program = talker_program;
  command.arguments = {"until=" + dir.file("never")};
  const TestPipe pipe = make_pipe();
  SECTION("a file") { command.output = process::Stream::to_file(dir.file("out")); }
  SECTION("a pipe of a shell") { command.output = process::Stream::to_handle(pipe.write.get()); }
  SECTION("one of two") {
    capture->connect(command);
    command.error = process::Stream::to_null();
  }
  const Result<process::Child> child = process::spawn(command);
  REQUIRE(child);
  const Result<process::Identity> id = process::identify(child->pid());
  REQUIRE(id);
  const Result<Capture> taken = Capture::take_over(loop, *id, {});
  child->force();
  CHECK(child->wait(soon()));
  REQUIRE_FALSE(taken);
  CHECK(taken.error().code == std::errc::operation_not_supported);
}

TEST_CASE("a process that is gone, or another by its number, is not taken over") {
  asio::io_context loop;
  Result<process::Identity> id = process::identify(process::own_pid());
  REQUIRE(id);
  ++id->start;
  const Result<Capture> taken = Capture::take_over(loop, *id, {});
  REQUIRE_FALSE(taken);
  CHECK(taken.error().code == std::errc::no_such_process);
}
