// SPDX-License-Identifier: MIT
#include "keeping/recovery.hpp"

#include <filesystem>
#include <fstream>

#include "app/program.hpp"

using namespace watchdog;
using namespace watchdog::app;
using namespace watchdog::test;

namespace {

using State = StateChoice::State;
using Deed = StateChoice::Deed;

void write_state(const std::string& file, const std::string& state) {
  std::ofstream(utf8_path(file), std::ios::binary) << state;
}

/// A file with two states.
std::string checkpoint_in(const TempDir& dir) {
  const std::string file = dir.file("app.ckpt");
  for (const char* state : {"good", "bad"}) {
    write_state(dir.file("state"), state);
    Watchdog import(
        {"checkpoint", "import", file, dir.file("state"), "--type", "app", "--archive", "bytes"});
    REQUIRE(import.wait() == process::Exit::code(0));
  }
  return file;
}

std::string newest_state(const std::string& file) {
  Watchdog tool({"checkpoint", "export", file});
  return tool.wait() == process::Exit::code(0) ? tool.out() : "";
}

}  // namespace

TEST_CASE("after so many early failures comes the state before, then none, and then nothing more") {
  StateChoice choice(2);
  CHECK(choice.ended(true) == Deed::nothing);
  CHECK(choice.state() == State::newest);
  CHECK(choice.ended(true) == Deed::roll_back);
  CHECK(choice.state() == State::previous);
  CHECK(choice.ended(true) == Deed::nothing);
  CHECK(choice.ended(true) == Deed::put_aside);
  CHECK(choice.state() == State::none);
  for (int i = 0; i < 5; ++i) CHECK(choice.ended(true) == Deed::nothing);
  CHECK(choice.state() == State::none);
}

TEST_CASE("a life that was long enough shows that the state is good") {
  StateChoice choice(2);
  CHECK(choice.ended(true) == Deed::nothing);
  CHECK(choice.ended(false) == Deed::nothing);
  CHECK(choice.ended(true) == Deed::nothing);
  CHECK(choice.ended(true) == Deed::roll_back);
  CHECK(choice.ended(false) == Deed::nothing);
  CHECK(choice.state() == State::newest);
}

TEST_CASE("who goes on with a choice knows of the failures that there were") {
  StateChoice first(2);
  CHECK(first.memo() == 0);
  for (int ends = 0; ends < 5; ++ends) {
    StateChoice next(2, first.memo());
    CHECK(next.state() == first.state());
    StateChoice same = first;
    CHECK(next.ended(true) == same.ended(true));
    CHECK(next.state() == same.state());
    (void)first.ended(true);
  }
}

TEST_CASE(
    "a state that a program can't live with is put aside, and it goes on with the one before") {
  const TempDir dir;
  const std::string file = checkpoint_in(dir);
  REQUIRE(newest_state(file) == "bad");
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--delay", "0", "--give-up-after", "3", "--checkpoint", file,
                     "--", victim.program(), "env=WD_CHECKPOINT_GENERATION", "env=WD_LAST_EXIT",
                     "env=WD_RESTARTS", "exit=3"});
  CHECK(watchdog.wait() == process::Exit::code(123));
  CHECK(watchdog.out() == "0\n(none)\n0\n0\n3\n0\n0\n3\n1\n1\n3\n2\n");
  REQUIRE(watchdog.events("recovered").size() == 1);
  const std::string kept = watchdog.events("recovered").front().at("kept");
  CHECK(newest_state(file) == "good");
  CHECK(newest_state(kept) == "bad");
}

TEST_CASE(
    "where the state before is no better the program begins without one, and nothing is lost") {
  const TempDir dir;
  const std::string file = checkpoint_in(dir);
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--delay", "0", "--give-up-after", "3", "--checkpoint", file,
                     "--checkpoint-failures", "1", "--", victim.program(),
                     "env=WD_CHECKPOINT_GENERATION", "exit=3"});
  CHECK(watchdog.wait() == process::Exit::code(123));
  CHECK(watchdog.out() == "0\n1\nnone\nnone\n");
  REQUIRE(watchdog.events("recovered").size() == 2);
  CHECK_FALSE(std::filesystem::exists(utf8_path(file)));
  CHECK(newest_state(watchdog.events("recovered").back().at("kept")) == "good");
}

TEST_CASE("a life that ended in success is not the state's fault") {
  const TempDir dir;
  const std::string file = checkpoint_in(dir);
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--delay", "0", "--give-up-after", "3", "--checkpoint", file,
                     "--checkpoint-failures", "1", "--", victim.program(), "exit=0"});
  CHECK(watchdog.wait() == process::Exit::code(123));
  CHECK(watchdog.events("recovered").empty());
  CHECK(newest_state(file) == "bad");
}

TEST_CASE("a restart that a hand asked for is not the state's fault") {
  const TempDir dir;
  const std::string file = checkpoint_in(dir);
  const std::vector<std::string> places{"WD_RUNTIME_DIR=" + dir.file("run")};
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--checkpoint", file, "--checkpoint-failures", "1", "--",
                     victim.program(), "note=" + victim.file("up"), "idle"},
                    places);
  for (std::size_t life = 1; life <= 3; ++life) {
    REQUIRE(victim.wait_for_lines("up", life));
    Watchdog hand({"restart", victim.name()}, places);
    CHECK(hand.wait() == process::Exit::code(0));
  }
  REQUIRE(victim.wait_for_lines("up", 4));
  CHECK(watchdog.events("recovered").empty());
  CHECK(newest_state(file) == "bad");
}

TEST_CASE("early failures are counted on after a renewal") {
  const TempDir dir;
  const std::string file = checkpoint_in(dir);
  const std::vector<std::string> places{"WD_STATE_DIR=" + dir.file("keepers"),
                                        "WD_RUNTIME_DIR=" + dir.file("run")};
  const Victim victim;
  const Watchdog watchdog({"keep", "--json", "--delay", "1h", "--max-delay", "1h", "--checkpoint",
                           file, "--name", "app", "--", victim.program(), "exit=3"},
                          places);
  const auto hand = [&places](const char* deed) {
    Watchdog asked({deed, "app"}, places);
    return asked.wait();
  };
  REQUIRE(watchdog.wait_for_events("exited", 2));
  REQUIRE(wait_until([&] { return hand("status") == process::Exit::code(3); }));
  if (hand("reexec") == process::Exit::code(125)) return;  // This system can't.
  REQUIRE(wait_until([&] {
    return hand("start") == process::Exit::code(0) || watchdog.events("exited").size() >= 3;
  }));
  REQUIRE(watchdog.wait_for_events("recovered", 1));
  CHECK(newest_state(file) == "good");
}

TEST_CASE("a checkpoint that can't be put aside is told of, and its program kept") {
  const TempDir dir;
  const std::string file = dir.file("foreign");
  write_state(file, "dear diary");
  const Victim victim;
  Watchdog watchdog({"keep", "--json", "--delay", "0", "--give-up-after", "2", "--checkpoint", file,
                     "--checkpoint-failures", "1", "--", victim.program(), "exit=3"});
  CHECK(watchdog.wait() == process::Exit::code(123));
  CHECK(watchdog.events("error").size() == 2);
  CHECK(read_file(file) == "dear diary");
  CHECK(watchdog.events("started").size() == 3);
}
