// SPDX-License-Identifier: MIT
#include "watchdog/checkpoint/cereal.hpp"

#include <cereal/types/map.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/vector.hpp>
#include <map>
#include <stdexcept>

#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace watchdog::checkpoint;
using watchdog::test::TempDir;

namespace {

struct Job {
  std::uint32_t done = 0;
  std::string last;
  std::map<std::string, std::vector<double>> results;

  template <class Archive>
  void serialize(Archive& archive) {
    archive(done, last, results);
  }
  friend bool operator==(const Job&, const Job&) = default;
};

struct Short {
  std::uint32_t done = 7;
  template <class Archive>
  void serialize(Archive& archive) {
    archive(done);
  }
};

struct Long : Job {
  std::string more = "as it was";
  template <class Archive>
  void serialize(Archive& archive) {
    archive(done, last, results, more);
  }
};

struct Moody {
  bool fails = true;
  template <class Archive>
  void save(Archive& archive) const {
    if (fails) throw std::runtime_error("not today");
    archive(fails);
  }
  template <class Archive>
  void load(Archive& archive) {
    archive(fails);
  }
};

/// As files were before states carried layouts.
struct Unguarded {
  using Output = PortableBinary::Output;
  using Input = PortableBinary::Input;
  static constexpr Archive kind = Archive::portable_binary;
};

template <class T>
void save_unguarded(const std::string& path, const T& state) {
  T found{};
  auto checkpoint = Checkpoint<T, Unguarded>::open(path, found);
  REQUIRE(checkpoint);
  REQUIRE(checkpoint->commit(state));
}

const Job sample_job{3, "thïrd", {{"a", {1.5, -2}}, {"b", {}}}};

template <class T>
Checkpoint<T> open_ok(const std::string& path, T& state, const Options& options = {}) {
  auto opened = Checkpoint<T>::open(path, state, options);
  if (!opened) FAIL(opened.error().message());
  return std::move(*opened);
}

void save(const std::string& path, const Job& job, const Options& options = {}) {
  Job before;
  REQUIRE(open_ok(path, before, options).commit(job));
}

template <class T>
std::error_code refusal(const std::string& path, const Options& options = {}) {
  T state;
  auto opened = Checkpoint<T>::open(path, state, options);
  return opened ? std::error_code() : opened.error().code;
}

}  // namespace

TEST_CASE("a state without a checkpoint stays as it is") {
  TempDir dir;
  Job job = sample_job;
  const auto checkpoint = open_ok(dir.file("job"), job);
  CHECK(checkpoint.restored().origin == Restored::Origin::absent);
  CHECK(job == sample_job);
}

TEST_CASE("a state comes back as it was committed") {
  TempDir dir;
  save(dir.file("job"), sample_job);
  Job job;
  const auto checkpoint = open_ok(dir.file("job"), job);
  CHECK(checkpoint.restored().origin == Restored::Origin::loaded);
  CHECK(checkpoint.restored().sequence == 1);
  CHECK(checkpoint.sequence() == 1);
  CHECK(job == sample_job);
}

TEST_CASE("a fall-back is told with its reason") {
  TempDir dir;
  save(dir.file("job"), sample_job);
  save(dir.file("job"), {4, "newer", {}});
  std::fstream file(dir.path() / "job", std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(8192 + 64).put('\x55');
  file.close();
  Job job;
  const auto checkpoint = open_ok(dir.file("job"), job);
  CHECK(checkpoint.restored().origin == Restored::Origin::fell_back);
  CHECK(checkpoint.restored().sequence == 1);
  CHECK_FALSE(checkpoint.restored().reason.empty());
  CHECK(job == sample_job);
}

TEST_CASE("an older state is loaded on request, and one that is not there leaves things alone") {
  TempDir dir;
  save(dir.file("job"), sample_job);
  save(dir.file("job"), {4, "newer", {}});
  Job job;
  auto checkpoint = open_ok(dir.file("job"), job);
  const auto older = checkpoint.load(1, job);
  REQUIRE(older);
  CHECK(older->origin == Restored::Origin::loaded);
  CHECK(older->sequence == 1);
  CHECK(job == sample_job);
  const auto none = checkpoint.load(2, job);
  REQUIRE(none);
  CHECK(none->origin == Restored::Origin::absent);
  CHECK(job == sample_job);
}

TEST_CASE("a type that takes less than there is, is refused") {
  TempDir dir;
  save_unguarded(dir.file("job"), sample_job);
  CHECK(refusal<Short>(dir.file("job")) == Errc::left_over);
}

TEST_CASE("a type that wants more than there is, is refused and the state stays as it is") {
  TempDir dir;
  save_unguarded(dir.file("job"), sample_job);
  Long state;
  auto opened = Checkpoint<Long>::open(dir.file("job"), state);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::undecodable);
  CHECK(state.done == 0);
  CHECK(state.more == "as it was");
}

TEST_CASE("schema versions are compared before the bytes are looked at") {
  TempDir dir;
  save(dir.file("job"), sample_job, {{}, 2});
  CHECK(refusal<Job>(dir.file("job"), {{}, 1}) == Errc::newer_schema);
  CHECK(refusal<Job>(dir.file("job"), {{}, 3}) == Errc::older_schema);
  CHECK(refusal<Job>(dir.file("job"), {{}, 2}) == std::error_code());
}

TEST_CASE("bytes from another archive are not given to cereal") {
  TempDir dir;
  {
    auto opened = Store::open(dir.file("job"));
    REQUIRE(opened);
    REQUIRE(opened->store.commit({}, Archive::bytes));
  }
  CHECK(refusal<Job>(dir.file("job")) == Errc::undecodable);
}

TEST_CASE("a damaged file is an error and can be put aside") {
  TempDir dir;
  save(dir.file("job"), sample_job);
  std::filesystem::resize_file(dir.path() / "job", 4100);
  CHECK(refusal<Job>(dir.file("job")) == Errc::damaged);
  REQUIRE(put_aside(dir.file("job")));
  CHECK(refusal<Job>(dir.file("job")) == std::error_code());
}

TEST_CASE("an exception while serialising is an error and leaves the former state") {
  TempDir dir;
  Moody mood;
  {
    auto checkpoint = open_ok(dir.file("job"), mood);
    REQUIRE(checkpoint.commit(Moody{false}));
    const auto done = checkpoint.commit(Moody{true});
    REQUIRE_FALSE(done);
    CHECK(done.error().code == Errc::undecodable);
    CHECK(done.error().message().find("not today") != std::string::npos);
  }
  const auto checkpoint = open_ok(dir.file("job"), mood);
  CHECK(checkpoint.sequence() == 1);
  CHECK_FALSE(mood.fails);
}

TEST_CASE("an absurd length from a program that changed its type does not escape as an exception") {
  TempDir dir;
  save_unguarded(dir.file("job"), std::uint64_t{0x7FFF'FFFF'FFFF'FFFF});
  CHECK(refusal<std::vector<double>>(dir.file("job")) == Errc::undecodable);
}
