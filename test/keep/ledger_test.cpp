// SPDX-License-Identifier: MIT
#include "watchdog/keep/ledger.hpp"

#include <fstream>
#include <limits>

#include "ledger_line.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "watchdog/process/boot.hpp"

using namespace watchdog;
using namespace watchdog::keep;
using test::TempDir;

namespace {

std::string folder_of(const TempDir& dir) { return dir.file(""); }

Ledger::Claim claim(const TempDir& dir, std::vector<std::string> names) {
  std::vector<Wish> wishes;
  for (const std::string& name : names) wishes.push_back({name, name});
  Result<Ledger::Claim> claimed = Ledger::claim(folder_of(dir), wishes);
  if (!claimed) FAIL(claimed.error().message());
  return std::move(*claimed);
}

std::size_t files_in(const TempDir& dir) {
  std::size_t count = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
    count += entry.path().extension() == ".ledger" ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("a keeper's death hands its programs on with their counts") {
  const TempDir dir;
  std::string mark;
  {
    Ledger::Claim first = claim(dir, {"a", "b"});
    CHECK_FALSE(first.inherited[0]);
    mark = first.ledger.mark(1);
    first.ledger.starting(0);
    first.ledger.starting(1);
    first.ledger.running(1, {1234, 99}, 3, 17);
  }
  const Ledger::Claim next = claim(dir, {"b", "a"});
  REQUIRE(next.inherited[0]);
  CHECK(next.inherited[0]->state == Inheritance::State::running);
  CHECK(next.inherited[0]->id == process::Identity{1234, 99});
  CHECK(next.inherited[0]->streak == 3);
  CHECK(next.inherited[0]->restarts == 17);
  CHECK(next.inherited[0]->mark == mark);
  REQUIRE(next.inherited[1]);
  CHECK(next.inherited[1]->state == Inheritance::State::starting);
  CHECK(next.ledger.mark(0) != mark);
  CHECK(files_in(dir) == 1);
}

TEST_CASE(
    "what rests is told to the process itself and to another one as what a dead keeper left") {
  const auto kind = GENERATE(Rest::Kind::waiting, Rest::Kind::halted, Rest::Kind::finished);
  const bool same = GENERATE(true, false);
  const Result<process::Identity> self = process::identify(process::own_pid());
  REQUIRE(self);
  const process::Identity keeper{self->pid, self->start + (same ? 0 : 1)};
  const Rest rest{kind, process::Exit::signal(9), Time(milliseconds(5)), Time(milliseconds(77))};
  const TempDir dir;
  std::ofstream(dir.path() / "left.ledger")
      << write_head({process::boot_id(), keeper})
      << write_line(
             {{Inheritance::State::resting, {}, "WD_KEPT=x", 3, 17, rest}, hash_of_key("a"), "a"});
  CHECK(Ledger::own(folder_of(dir)).size() == (same ? 1 : 0));
  const Ledger::Claim next = claim(dir, {"a"});
  const auto& found = next.inherited[0];
  REQUIRE(found.has_value() == (same || kind == Rest::Kind::waiting));
  if (!found) return;
  CHECK(found->streak == 3);
  CHECK(found->restarts == 17);
  REQUIRE((found->state == Inheritance::State::resting) == same);
  if (!same) return;
  CHECK(found->rest.kind == kind);
  CHECK(found->rest.exit == process::Exit::signal(9));
  CHECK(found->rest.exited_at == rest.exited_at);
  CHECK(found->rest.next_start == rest.next_start);
}

TEST_CASE("a resting line that makes no sense is left out") {
  const char* rest = GENERATE("", "4 0 0 0 0", "0 3 0 0 0", "x 0 0 0 0", "0 0 0 0");
  std::string line = std::string("resting  0 0 1 1 WD_KEPT=x ") + rest;
  line.resize(ledger_changing_size, ' ');
  line += " " + hash_of_key("a") + " a";
  line.resize(ledger_line_size, ' ');
  const auto lines = read_lines(std::string(ledger_line_size, ' ') + line);
  REQUIRE(lines.size() == 1);
  CHECK_FALSE(lines[0]);
}

TEST_CASE("of two keepers of one program the second is refused with both their names") {
  const TempDir dir;
  const Ledger::Claim first = claim(dir, {"a", "web"});
  const Result<Ledger::Claim> second = Ledger::claim(folder_of(dir), {{"web", "web"}});
  REQUIRE_FALSE(second);
  CHECK(second.error().code == std::errc::device_or_resource_busy);
  CHECK(second.error().message().find("'web'") != std::string::npos);
  CHECK(second.error().message().find(std::to_string(process::own_pid())) != std::string::npos);
  CHECK(Ledger::claim(folder_of(dir), {{"other", "other"}}));
}

TEST_CASE("what nobody wished for in a day and does not live is forgotten") {
  const Result<process::Identity> self = process::identify(process::own_pid());
  REQUIRE(self);
  const bool lives = GENERATE(false, true);
  const bool old = GENERATE(false, true);
  const TempDir dir;
  {
    Ledger::Claim first = claim(dir, {"a"});
    first.ledger.running(0, lives ? *self : process::Identity{self->pid, self->start + 1}, 0, 0);
  }
  if (old) {
    for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
      std::filesystem::last_write_time(entry, entry.last_write_time() - std::chrono::hours(25));
  }
  { const Ledger::Claim second = claim(dir, {"b"}); }
  const Ledger::Claim third = claim(dir, {"a"});
  CHECK(third.inherited[0].has_value() == (lives || !old));
}

TEST_CASE("what nobody wishes for now stays for who will") {
  const TempDir dir;
  {
    Ledger::Claim first = claim(dir, {"a", "b"});
    first.ledger.running(0, {11, 1}, 0, 0);
    first.ledger.running(1, {22, 2}, 0, 0);
  }
  {
    const Ledger::Claim second = claim(dir, {"a"});
    CHECK(second.inherited[0]);
    CHECK(files_in(dir) == 2);  // It dies in its turn, before it could do a thing.
  }
  const Ledger::Claim third = claim(dir, {"b", "a"});
  REQUIRE(third.inherited[0]);
  CHECK(third.inherited[0]->id.pid == 22);
  REQUIRE(third.inherited[1]);
  CHECK(third.inherited[1]->id.pid == 11);
  CHECK(files_in(dir) == 1);
}

TEST_CASE("what rests is not inherited and leaves no file") {
  const TempDir dir;
  {
    Ledger::Claim first = claim(dir, {"a"});
    first.ledger.running(0, {11, 1}, 0, 0);
    first.ledger.idle(0);
  }
  CHECK(files_in(dir) == 0);
  CHECK_FALSE(claim(dir, {"a"}).inherited[0]);
}

TEST_CASE("the ledger of another boot and a file that is none are removed") {
  const TempDir dir;
  const LedgerLine line{
      {Inheritance::State::running, {11, 1}, "WD_KEPT=x", 0, 0}, hash_of_key("a"), "a"};
  std::ofstream(dir.path() / "old.ledger")
      << write_head({"another-boot", {1, 1}}) << write_line(line);
  std::ofstream(dir.path() / "garbage.ledger") << std::string(5'000, '\0');
  std::ofstream(dir.path() / "empty.ledger");
  Ledger::Claim claimed = claim(dir, {"a"});
  CHECK_FALSE(claimed.inherited[0]);
  CHECK(files_in(dir) == 1);
}

TEST_CASE("a line keeps its length whatever stands in it") {
  const LedgerLine line{{Inheritance::State::running,
                         {4'294'967'295, 18'446'744'073'709'551'615U},
                         "WD_KEPT=4294967295-18446744073709551615-0.10000",
                         4'294'967'295,
                         std::numeric_limits<unsigned long>::max()},
                        hash_of_key("k"),
                        std::string(300, 'n') + "\n"};
  const std::string text = write_head({process::boot_id(), {1, 2}}) + write_line(line);
  CHECK(text.size() == 2 * ledger_line_size);
  const auto lines = read_lines(text);
  REQUIRE(lines.size() == 1);
  REQUIRE(lines[0]);
  CHECK(lines[0]->what.id == line.what.id);
  CHECK(lines[0]->what.restarts == line.what.restarts);
  CHECK(lines[0]->what.mark == line.what.mark);
  CHECK(lines[0]->name.starts_with("nnnn"));
}

TEST_CASE("how the last life ended, and what its keeper noted, is handed on") {
  const TempDir dir;
  const LastExit last{process::Exit::code(7), Time(milliseconds(123'456))};
  {
    Ledger::Claim first = claim(dir, {"a", "b"});
    first.ledger.running(0, {1234, 99}, 3, 17, {last, 5});
    first.ledger.running(1, {1235, 99}, 0, 0, {std::nullopt, 6});
    first.ledger.starting(1);  // The rest of the line is as it was.
  }
  const Ledger::Claim next = claim(dir, {"a", "b"});
  REQUIRE(next.inherited[0]);
  const Past& past = next.inherited[0]->past;
  CHECK(past.note == 5);
  REQUIRE(past.last_exit);
  CHECK(past.last_exit->exit == last.exit);
  CHECK(past.last_exit->at == last.at);
  REQUIRE(next.inherited[1]);
  CHECK(next.inherited[1]->past.note == 6);
  CHECK_FALSE(next.inherited[1]->past.last_exit);
}

TEST_CASE("a line that ends where those of older watchdogs do has no past") {
  for (const char* text : {"running  11 1 3 17 WD_KEPT=x", "running  11 1 3 17 WD_KEPT=x 4",
                           "running  11 1 3 17 WD_KEPT=x 4 9 9 9", "running  11 1 3 17 WD_KEPT=x ?",
                           "resting  0 0 3 17 WD_KEPT=x 0 0 0 5 77"}) {
    INFO(text);
    std::string line = text;
    line.resize(ledger_changing_size, ' ');
    line += " " + hash_of_key("a") + " a";
    line.resize(ledger_line_size, ' ');
    const auto lines = read_lines(std::string(ledger_line_size, ' ') + line);
    REQUIRE(lines.size() == 1);
    REQUIRE(lines[0]);
    CHECK(lines[0]->what.restarts == 17);
    CHECK(lines[0]->what.mark == "WD_KEPT=x");
    CHECK_FALSE(lines[0]->what.past.last_exit);
  }
}

TEST_CASE("a ledger that was removed can be written again, and goes on") {
  const TempDir dir;
  Ledger::Claim first = claim(dir, {"a"});
  first.ledger.running(0, {1234, 99}, 3, 17);
  CHECK_FALSE(first.ledger.lost());
  REQUIRE(Ledger::keepers_in(folder_of(dir)).size() == 1);
  for (const auto& entry : std::filesystem::directory_iterator(dir.path())) {
    std::error_code refused;
    std::filesystem::remove(entry.path(), refused);
  }
  if (files_in(dir) != 0) return;  // This system keeps what is open.
  CHECK(first.ledger.lost());
  REQUIRE(first.ledger.restore());
  CHECK_FALSE(first.ledger.lost());
  CHECK_FALSE(Ledger::claim(folder_of(dir), {{"a", "a"}}));
  first.ledger.running(0, {1235, 99}, 4, 18);
  { const Ledger dying = std::move(first.ledger); }
  const Ledger::Claim next = claim(dir, {"a"});
  REQUIRE(next.inherited[0]);
  CHECK(next.inherited[0]->id.pid == 1235);
}

TEST_CASE("a damaged line costs its own program alone") {
  const LedgerLine line{
      {Inheritance::State::running, {11, 1}, "WD_KEPT=x", 0, 0}, hash_of_key("a"), "a"};
  std::string text = write_head({"boot", {1, 1}}) + write_line(line) + write_line(line);
  text.replace(ledger_line_size, 20, std::string(20, '#'));
  const auto lines = read_lines(text);
  REQUIRE(lines.size() == 2);
  CHECK_FALSE(lines[0]);
  CHECK(lines[1]);
}
