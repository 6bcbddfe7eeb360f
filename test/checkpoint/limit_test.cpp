// SPDX-License-Identifier: MIT
#include "edit.hpp"
#include "file.hpp"
#include "format.hpp"
#include "payload.hpp"
#include "watchdog/checkpoint/inspect.hpp"
#include "watchdog/checkpoint/store.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::payload;
using watchdog::test::read_file;
using watchdog::test::TempDir;

namespace {

Options up_to(std::uint64_t limit) {
  Options options;
  options.limit = limit;
  return options;
}

/// A file of holes whose headers are right: its newest state claims so many bytes.
std::string make_hollow(const TempDir& dir, std::uint64_t length, format::Digest payload = {}) {
  std::string path = dir.file("hollow");
  auto file = File::create(path);
  REQUIRE(file);
  const format::FileHeader layout{format::current_version, 2, format::slot_size_for(length), {}};
  const format::SlotHeader endless{1, length, 0, 1, payload};
  REQUIRE(file->write(0, {format::encode(layout)}));
  REQUIRE(file->write(layout.offset(0), {format::encode(endless)}));
  std::error_code error;
  std::filesystem::resize_file(utf8_path(path), layout.file_size(), error);
  return error ? std::string() : path;  // A file system without holes.
}

}  // namespace

TEST_CASE("a state at its limit is committed and loaded, one beyond is refused") {
  TempDir dir;
  const std::string path = dir.file("a");
  {
    auto opened = Store::open(path, up_to(1000));
    REQUIRE(opened->store.commit(payload(1, 1000)));
    CHECK(opened->store.commit(payload(2, 1001)).error().code == Errc::too_large);
    CHECK(opened->store.sequence() == 1);
  }
  CHECK(std::holds_alternative<Loaded>(Store::open(path, up_to(1000))->found));
  const std::string before = read_file(path);
  CHECK(Store::open(path, up_to(999)).error().code == Errc::too_large);
  CHECK(read_generation(path, 0, 999).error().code == Errc::too_large);
  CHECK(read_file(path) == before);
}

TEST_CASE("a small file that claims a huge state takes no memory") {
  TempDir dir;
  const std::string path = make_hollow(dir, 1ULL << 40);
  if (path.empty()) return;
  const auto opened = Store::open(path);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::too_large);
  CHECK(opened.error().message().find("1099511627776 bytes") != std::string::npos);
}

TEST_CASE("a state whose bytes are missing is none, though its sum were that of nothing") {
  TempDir dir;
  const std::uint64_t length = GENERATE(1U, 100U, 300'000U, 600'000U);
  const std::string path = make_hollow(dir, length, format::digest({}));
  if (path.empty()) return;
  std::filesystem::resize_file(utf8_path(path), format::page + format::slot_header_size);
  const auto opened = Store::open(path);
  REQUIRE(opened);
  CHECK(std::holds_alternative<Damaged>(opened->found));
  CHECK(inspect(path)->verdict == Inspection::Verdict::damaged);
}
