// SPDX-License-Identifier: MIT
#include "file.hpp"
#include "format.hpp"
#include "payload.hpp"
#include "scan.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::payload;
using watchdog::test::TempDir;
using watchdog::test::utf8_path;

namespace {

constexpr std::size_t size_of_state = 300;

/// A file of three states: 3 is the newest, 2 the one to fall back to.
std::string make_file(const TempDir& dir) {
  const std::string path = dir.file("state.ckpt");
  auto opened = Store::open(path);
  REQUIRE(opened);
  for (std::uint64_t n = 1; n <= 3; ++n) REQUIRE(opened->store.commit(payload(n, size_of_state)));
  return path;
}

struct Tally {
  unsigned newest = 0, older = 0, damaged = 0, refused = 0, wrong = 0;

  /// Sorts what a damaged file was taken for. Anything but the four honest answers is wrong.
  void count(const Result<Scan>& scan) {
    if (!scan) return ++(scan.error().code == Errc::foreign ? refused : wrong), void();
    if (std::holds_alternative<Damaged>(scan->found)) return ++damaged, void();
    if (const auto* loaded = std::get_if<Loaded>(&scan->found))
      return ++(is(loaded->snapshot, 3) ? newest : wrong), void();
    const auto* fell = std::get_if<FellBack>(&scan->found);
    const bool honest =
        fell && !fell->reason.empty() && (is(fell->snapshot, 2) || is(fell->snapshot, 3));
    ++(honest ? older : wrong);
  }
  static bool is(const Snapshot& snapshot, std::uint64_t number) {
    return snapshot.sequence == number && snapshot.payload == payload(number, size_of_state);
  }
};

File open_file(const std::string& path) {
  auto file = File::open(path);
  REQUIRE(file);
  REQUIRE(file->has_value());
  return std::move(**file);
}

void replace_content(const std::string& path, const std::string& content) {
  std::ofstream(utf8_path(path), std::ios::binary | std::ios::trunc) << content;
}

}  // namespace

TEST_CASE("no single flipped bit makes a wrong state") {
  TempDir dir;
  const std::string path = make_file(dir);
  std::string bytes = watchdog::test::read_file(path);
  const File file = open_file(path);
  Tally tally;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (unsigned bit = 0; bit < 8; ++bit) {
      const std::byte flipped = static_cast<std::byte>(bytes[i]) ^ (std::byte{1} << bit);
      REQUIRE(file.write(i, {Bytes(&flipped, 1)}));
      tally.count(scan(file, path, {}));
    }
    const std::byte original = static_cast<std::byte>(bytes[i]);
    REQUIRE(file.write(i, {Bytes(&original, 1)}));
  }
  CHECK(tally.wrong == 0);
  CHECK(tally.refused == 8 * 8);                        // The file's magic.
  CHECK(tally.damaged == (4096 - 8) * 8);               // The rest of the header page.
  CHECK(tally.older == (64 + size_of_state + 64) * 8);  // The newest state; both slots' headers.
  CHECK(tally.newest == (8192 - 64 - size_of_state - 64) * 8);
}

TEST_CASE("no truncation makes a wrong state") {
  TempDir dir;
  const std::string path = make_file(dir);
  Tally tally;
  for (std::uint64_t size = 3 * 4096; size-- > 0;) {
    std::filesystem::resize_file(utf8_path(path), size);
    tally.count(scan(open_file(path), path, {}));
  }
  CHECK(tally.wrong == 0);
  CHECK(tally.refused == 1);  // The empty file.
  CHECK(tally.damaged == 4096 + 64 + size_of_state - 1);
  CHECK(tally.newest + tally.older + tally.damaged + tally.refused == 3 * 4096);
  CHECK(tally.older > 64);
}

TEST_CASE("a page of zeros in place of any page is noticed") {
  TempDir dir;
  const std::string path = make_file(dir);
  const std::string good = watchdog::test::read_file(path);
  Tally tally;
  for (std::size_t lost = 0; lost < 3; ++lost) {
    std::string bad = good;
    bad.replace(lost * 4096, 4096, 4096, '\0');
    replace_content(path, bad);
    tally.count(scan(open_file(path), path, {}));
  }
  CHECK(tally.wrong == 0);
  CHECK(tally.refused == 1);
  CHECK(tally.older == 2);
}

TEST_CASE("a file that is not ours is an error and stays as it is") {
  TempDir dir;
  const std::string path = dir.file("state.ckpt");
  const std::string content = GENERATE(std::string(), std::string(12288, '\0'),
                                       std::string("{\"a\":1}"), std::string(20000, 'x'));
  replace_content(path, content);
  const auto opened = Store::open(path);
  REQUIRE_FALSE(opened);
  CHECK(opened.error().code == Errc::foreign);
  CHECK(watchdog::test::read_file(path) == content);
}

TEST_CASE("a file with both states broken is damaged and is not written to") {
  TempDir dir;
  const std::string path = make_file(dir);
  std::string bytes = watchdog::test::read_file(path);
  bytes[4096 + 64] ^= 1;
  bytes[8192 + 64] ^= 1;
  replace_content(path, bytes);
  {
    auto opened = Store::open(path);
    REQUIRE(opened);
    const auto* damaged = std::get_if<Damaged>(&opened->found);
    REQUIRE(damaged);
    CHECK(damaged->reason.find("slot 0") != std::string::npos);
    CHECK(damaged->reason.find("slot 1") != std::string::npos);
    CHECK(opened->store.commit(payload(1, 10)).error().code == Errc::undecided);
  }
  CHECK(watchdog::test::read_file(path) == bytes);
}

TEST_CASE("a commit cut off at any byte leaves the state before or makes the new one") {
  TempDir dir;
  const std::string path = make_file(dir);
  const std::string before = watchdog::test::read_file(path);
  {
    auto opened = Store::open(path);
    REQUIRE(opened->store.commit(payload(4, size_of_state)));
  }
  const File file = open_file(path);
  const std::string after = watchdog::test::read_file(path).substr(8192);
  REQUIRE(file.write(0, {std::as_bytes(std::span(before))}));
  unsigned older = 0;
  for (std::size_t cut = 0; cut < after.size(); ++cut) {
    const auto scanned = scan(file, path, {});
    REQUIRE(scanned);
    const auto* loaded = std::get_if<Loaded>(&scanned->found);
    const auto* fell = std::get_if<FellBack>(&scanned->found);
    REQUIRE((loaded || fell));
    const Snapshot& snapshot = fell ? fell->snapshot : loaded->snapshot;
    if (snapshot.sequence == 3) ++older;
    REQUIRE((snapshot.payload == payload(snapshot.sequence, size_of_state)));
    REQUIRE(snapshot.sequence == (cut < 64 + size_of_state ? 3 : 4));
    REQUIRE(file.write(8192 + cut, {std::as_bytes(std::span(after).subspan(cut, 1))}));
  }
  CHECK(older == 64 + size_of_state);
}

TEST_CASE("after a fall-back the broken slot is the next to be written") {
  TempDir dir;
  const std::string path = make_file(dir);
  std::string bytes = watchdog::test::read_file(path);
  bytes[4096 + 64] ^= 1;  // State 3, in slot 0.
  replace_content(path, bytes);
  {
    auto opened = Store::open(path);
    REQUIRE(opened);
    CHECK(std::get<FellBack>(opened->found).snapshot.sequence == 2);
    REQUIRE(opened->store.commit(payload(3, 77)));
  }
  const auto opened = Store::open(path);
  REQUIRE(opened);
  CHECK((std::get<Loaded>(opened->found).snapshot.payload == payload(3, 77)));
}

TEST_CASE("a state that strayed into the other slot is not believed") {
  TempDir dir;
  const std::string path = make_file(dir);
  std::string bytes = watchdog::test::read_file(path);
  bytes.replace(8192, 4096, bytes.substr(4096, 4096));
  replace_content(path, bytes);
  const auto scanned = scan(open_file(path), path, {});
  REQUIRE(scanned);
  const auto* fell = std::get_if<FellBack>(&scanned->found);
  REQUIRE(fell);
  CHECK(fell->snapshot.sequence == 3);
}

TEST_CASE("writes that were lost are noticed by the number that is missing") {
  TempDir dir;
  const std::string path = make_file(dir);
  const std::string old_slot = watchdog::test::read_file(path).substr(8192, 4096);
  {
    auto opened = Store::open(path);
    REQUIRE(opened);
    for (std::uint64_t n = 4; n <= 7; ++n) REQUIRE(opened->store.commit(payload(n, 10)));
  }
  std::string bytes = watchdog::test::read_file(path);
  replace_content(path, bytes.replace(8192, 4096, old_slot));
  const auto scanned = scan(open_file(path), path, {});
  REQUIRE(scanned);
  REQUIRE(std::holds_alternative<FellBack>(scanned->found));
  CHECK(std::get<FellBack>(scanned->found).reason.find("long gone") != std::string::npos);
}

TEST_CASE("a length is not believed beyond the file's end, whatever its checksum says") {
  TempDir dir;
  const std::string path = make_file(dir);
  format::FileHeader layout{format::current_version, 2, 1ULL << 40, {}};
  format::SlotHeader endless{1, (1ULL << 40) - 64, 0, 1, {}};
  const File file = open_file(path);
  REQUIRE(file.write(0, {format::encode(layout)}));
  REQUIRE(file.write(4096, {format::encode(endless)}));
  const auto scanned = scan(file, path, {});
  REQUIRE(scanned);
  CHECK(std::holds_alternative<Damaged>(scanned->found));
}

TEST_CASE("a file of a later format is told from a damaged one") {
  TempDir dir;
  const std::string path = make_file(dir);
  format::FileHeader layout{format::current_version + 1, 2, 4096, {}};
  REQUIRE(open_file(path).write(0, {format::encode(layout)}));
  const auto opened = Store::open(path);
  REQUIRE(opened);
  REQUIRE(std::holds_alternative<NewerFormat>(opened->found));
  CHECK(std::get<NewerFormat>(opened->found).version == format::current_version + 1);
}
