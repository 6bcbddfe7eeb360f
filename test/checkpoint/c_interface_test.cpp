// SPDX-License-Identifier: MIT
#include <array>
#include <string>

#include "edit.hpp"
#include "payload.hpp"
#include "watchdog/checkpoint/checkpoint.h"
#include "watchdog/checkpoint/store.hpp"

using watchdog::test::damage;
using watchdog::test::read_file;
using watchdog::test::TempDir;

namespace {

/// Opens, and closes at its end.
class Handle {
 public:
  explicit Handle(const std::string& path, std::uint32_t schema = 1,
                  wd_checkpoint_durability durability = WD_CHECKPOINT_POWER)
      : handle_(wd_checkpoint_open(path.c_str(), "c", schema, durability, problem_.data(),
                                   problem_.size())) {}
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  ~Handle() { wd_checkpoint_close(handle_); }

  operator wd_checkpoint*() const { return handle_; }  // NOLINT(google-explicit-constructor)
  std::string problem() const { return problem_.data(); }
  int commit(const std::string& text) const {
    return wd_checkpoint_commit(handle_, text.data(), text.size());
  }
  std::string state() const {
    return {static_cast<const char*>(wd_checkpoint_state(handle_)), wd_checkpoint_size(handle_)};
  }

 private:
  std::array<char, 300> problem_{};
  wd_checkpoint* handle_;
};

}  // namespace

TEST_CASE("what C commits, C and C++ load") {
  TempDir dir;
  const auto durability =
      GENERATE(WD_CHECKPOINT_POWER, WD_CHECKPOINT_PROCESS, WD_CHECKPOINT_PERIODIC);
  {
    const Handle saved(dir.file("a"), 1, durability);
    REQUIRE(saved);
    CHECK(wd_checkpoint_found(saved) == WD_CHECKPOINT_ABSENT);
    CHECK(wd_checkpoint_state(saved) == nullptr);
    CHECK(wd_checkpoint_size(saved) == 0);
    REQUIRE(saved.commit("first") == 0);
    REQUIRE(saved.commit("second") == 0);
    CHECK(wd_checkpoint_sync(saved) == 0);
    CHECK(wd_checkpoint_sequence(saved) == 2);
  }
  {
    const Handle saved(dir.file("a"), 7);
    CHECK(wd_checkpoint_found(saved) == WD_CHECKPOINT_LOADED);
    CHECK(saved.state() == "second");
    CHECK(wd_checkpoint_schema(saved) == 1);
  }
  const auto opened = watchdog::checkpoint::Store::open(dir.file("a"), {"c", 1});
  REQUIRE(opened);
  CHECK(std::get<watchdog::checkpoint::Loaded>(opened->found).snapshot.payload.size() == 6);
}

TEST_CASE("C is told why a checkpoint can't be opened, in as much room as it has") {
  TempDir dir;
  const Handle first(dir.file("a"));
  const Handle second(dir.file("a"));
  CHECK_FALSE(second);
  CHECK(second.problem().find("in use") != std::string::npos);
  char few[8] = "1234567";
  CHECK(wd_checkpoint_open(dir.file("a").c_str(), "c", 1, WD_CHECKPOINT_POWER, few, sizeof few) ==
        nullptr);
  CHECK(std::string(few).size() == 7);
  CHECK(wd_checkpoint_open(dir.file("a").c_str(), "c", 1, WD_CHECKPOINT_POWER, nullptr, 0) ==
        nullptr);
}

TEST_CASE("C tells a fall-back, damage and a newer state apart, and loses none of them") {
  TempDir dir;
  {
    const Handle saved(dir.file("a"), 3);
    REQUIRE(saved.commit("first") == 0);
    REQUIRE(saved.commit("second") == 0);
  }
  {
    const Handle saved(dir.file("a"), 2);
    CHECK(wd_checkpoint_found(saved) == WD_CHECKPOINT_NEWER);
    CHECK(saved.commit("third") == -1);
    CHECK_FALSE(std::string(wd_checkpoint_error(saved)).empty());
  }
  damage(dir.file("a"), 8192 + 64);
  {
    const Handle saved(dir.file("a"), 3);
    CHECK(wd_checkpoint_found(saved) == WD_CHECKPOINT_FELL_BACK);
    CHECK(saved.state() == "first");
    CHECK(std::string(wd_checkpoint_error(saved)).find("slot 1") != std::string::npos);
  }
  damage(dir.file("a"), 4096 + 64);
  const std::string before = read_file(dir.file("a"));
  {
    const Handle saved(dir.file("a"), 3);
    CHECK(wd_checkpoint_found(saved) == WD_CHECKPOINT_DAMAGED);
    CHECK(saved.commit("third") == -1);
  }
  CHECK(read_file(dir.file("a")) == before);
  CHECK(wd_checkpoint_put_aside(dir.file("a").c_str(), nullptr, 0) == 0);
  CHECK(wd_checkpoint_found(Handle(dir.file("a"), 3)) == WD_CHECKPOINT_ABSENT);
}

TEST_CASE("a job that C has done leaves nothing to resume") {
  TempDir dir;
  const Handle saved(dir.file("a"));
  REQUIRE(saved.commit("x") == 0);
  CHECK(wd_checkpoint_remove(saved) == 0);
  CHECK_FALSE(std::filesystem::exists(dir.path() / "a"));
}
