// SPDX-License-Identifier: MIT
//
// What is promised to survive a power cut has been flushed: at each moment at which the disk could
// lose the rest, it loses what harms most.
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>

#include "calls.linux.hpp"
#include "payload.hpp"
#include "support/catch.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"
#include "watchdog/checkpoint/store.hpp"
#include "worst_disk.linux.hpp"

using namespace watchdog;
using namespace watchdog::checkpoint;
using watchdog::test::Call;
using watchdog::test::payload;
using watchdog::test::TempDir;
using watchdog::test::wait_until;
using watchdog::test::Watch;
using watchdog::test::WorstDisk;

namespace {

constexpr std::uint64_t unreadable = 0xBAD;

/// What is committed as the so manieth. Its bytes begin with that, since commits may pass over
/// numbers. The file grows for the third and the sixth.
std::vector<std::byte> state_of(std::uint64_t which) {
  static constexpr std::array<std::size_t, 8> sizes{100, 200, 6000, 6000, 300, 70000, 4032, 10};
  std::vector<std::byte> bytes = payload(which, sizes[(which - 1) % sizes.size()]);
  std::memcpy(bytes.data(), &which, sizeof which);
  return bytes;
}

bool is_a_state(const std::vector<std::byte>& bytes) {
  std::uint64_t which = 0;
  if (bytes.size() < sizeof which) return false;
  std::memcpy(&which, bytes.data(), sizeof which);
  return which > 0 && bytes == state_of(which);
}

/// The number of the state that is given out; 0 for none, `unreadable` for what should not be.
std::uint64_t number_in(const Result<Store::Opened>& opened) {
  if (!opened) return unreadable;
  if (std::holds_alternative<Absent>(opened->found)) return 0;
  const auto* loaded = std::get_if<Loaded>(&opened->found);
  const auto* older = std::get_if<FellBack>(&opened->found);
  if (!loaded && !older) return unreadable;
  const Snapshot& state = loaded ? loaded->snapshot : older->snapshot;
  return is_a_state(state.payload) ? state.sequence : unreadable;
}

/// A checkpoint on a disk whose power may go at any time. Any thread.
class Cuts {
 public:
  std::string path() const { return dir_.file("disk/a"); }

  /// What has to be there from now on.
  void promise(std::uint64_t number) { promised_ = number; }
  /// Looks what would be there after a power cut now.
  void cut() {
    const watchdog::test::Unwatched meanwhile;
    const std::lock_guard lock(mutex_);
    ++cuts_;
    for (const bool names : {false, true})
      for (const bool noise : {false, true}) {
        disk_.leave(dir_.path() / "left", {names, noise});
        const std::uint64_t number = number_in(Store::open(dir_.file("left/a")));
        if (number == unreadable || number < promised_) lost_.insert(promised_);
      }
  }
  void flushed(int file) {
    const std::lock_guard lock(mutex_);
    disk_.flush(file);
  }
  /// A watcher that cuts before each call, none of which fails.
  watchdog::test::Watcher watcher() {
    return [this](Call call, int file) {
      cut();
      if (call == Call::flush) flushed(file);
      return 0;
    };
  }
  /// The promises that were not kept.
  std::set<std::uint64_t> lost() const { return lost_; }
  int cuts() const { return cuts_; }

 private:
  static std::filesystem::path made(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder);
    return folder;
  }

  TempDir dir_;
  WorstDisk disk_{made(dir_.path() / "disk")};
  std::mutex mutex_;
  std::atomic<std::uint64_t> promised_{0};
  std::set<std::uint64_t> lost_;
  int cuts_ = 0;
};

const std::set<std::uint64_t> none;

Options options_with(Durability durability, milliseconds interval = milliseconds(3'600'000)) {
  Options options;
  options.durability = durability;
  options.generations = durability == Durability::periodic ? 4 : 2;
  options.sync_interval = interval;
  return options;
}

}  // namespace

TEST_CASE("what is said to be on the disk survives a power cut at any call") {
  const auto durability = GENERATE(Durability::power, Durability::periodic);
  Cuts cuts;
  {
    const Watch watch(cuts.watcher());
    auto opened = Store::open(cuts.path(), options_with(durability));
    REQUIRE(opened);
    for (std::uint64_t which = 1; which <= 16; ++which) {
      REQUIRE(opened->store.commit(state_of(which)));
      if (which % 5 == 0) REQUIRE(opened->store.sync());
      cuts.promise(opened->store.synced());
      cuts.cut();
    }
    if (durability == Durability::power) CHECK(opened->store.synced() == 16);
  }
  CHECK(cuts.cuts() > 16);
  CHECK(cuts.lost() == none);
}

TEST_CASE("making a file, growing and sync wait for the disk also where commits don't") {
  Cuts cuts;
  {
    const Watch watch([&](Call call, int file) {
      if (call == Call::flush) cuts.flushed(file);
      return 0;
    });
    auto opened = Store::open(cuts.path(), options_with(Durability::process));
    REQUIRE(opened);
    for (std::uint64_t which = 1; which <= 16; ++which) {
      const std::uint64_t before = opened->store.synced();
      REQUIRE(opened->store.commit(state_of(which)));
      if (which % 5 == 0) REQUIRE(opened->store.sync());
      if (opened->store.synced() == before) continue;
      CHECK(opened->store.synced() == which);
      cuts.promise(which);
      cuts.cut();
    }
  }
  CHECK(cuts.cuts() == 6);  // Made, grown twice, and three times asked for.
  CHECK(cuts.lost() == none);
}

TEST_CASE("a state that a kill left unflushed is flushed before another is written over") {
  const int fails_at = GENERATE(1, 2, 3, 4, 5, 6);
  Cuts cuts;
  int flushes = 0;
  {
    // The life ends at a flush, the first of which are those of the making.
    const Watch watch([&](Call call, int file) {
      if (call != Call::flush) return 0;
      if (++flushes >= fails_at) return EIO;
      cuts.flushed(file);
      return 0;
    });
    auto opened = Store::open(cuts.path());
    REQUIRE(opened);
    for (std::uint64_t which = 1; opened->store.commit(state_of(which)); ++which)
      cuts.promise(which);
  }
  const Watch watch(cuts.watcher());
  auto opened = Store::open(cuts.path());
  REQUIRE(opened);
  for (std::uint64_t which = 1; which <= 3; ++which) {
    REQUIRE(opened->store.commit(state_of(which)));
    cuts.promise(opened->store.sequence());
    cuts.cut();
  }
  CHECK(flushes == fails_at);
  CHECK(cuts.lost() == none);
}

TEST_CASE("what a flush that failed may have lost is written again before the next is believed") {
  const auto durability = GENERATE(Durability::power, Durability::process, Durability::periodic);
  Cuts cuts;
  bool failing = false;
  bool forgotten = false;  // The system takes for written what is not.
  const Watch watch([&](Call call, int file) {
    // `process` writes over what is on the disk: only what was flushed just now is sure.
    if (durability != Durability::process) cuts.cut();
    if (call == Call::write) forgotten = false;
    if (call != Call::flush) return 0;
    if (failing) return forgotten = true, EIO;
    if (!forgotten) cuts.flushed(file);
    return 0;
  });
  {
    Options options = options_with(Durability::process);
    options.generations = durability == Durability::periodic ? 4 : 2;
    auto killed = Store::open(cuts.path(), options);
    REQUIRE(killed);
    for (std::uint64_t which = 1; which <= 2; ++which)
      REQUIRE(killed->store.commit(state_of(which)));
    cuts.promise(1);
  }
  auto opened = Store::open(cuts.path(), options_with(durability));
  REQUIRE(opened);
  Store& store = opened->store;
  const auto fails_once = [&](auto deed) {
    failing = true;
    const Result<void> refused = deed();
    failing = false;
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == std::errc::io_error);
    REQUIRE(deed());
    cuts.promise(store.synced());
    cuts.cut();
  };
  fails_once([&] { return store.commit(state_of(1)); });
  fails_once([&] {
    if (auto done = store.commit(state_of(2)); !done) return done;
    return store.sync();
  });
  CHECK(store.synced() == store.sequence());
  CHECK(cuts.lost() == none);
}

TEST_CASE("a state on its way to the disk is not written over before it is there") {
  Cuts cuts;
  std::atomic<int> flushes{-1};  // Those of the making are not counted.
  std::atomic<bool> go_on{false};
  std::optional<Watch> watch(std::in_place, [&](Call call, int file) {
    if (call != Call::flush) return 0;
    cuts.flushed(file);
    if (flushes >= 0 && ++flushes == 1) wait_until([&] { return go_on.load(); });
    return 0;
  });
  {
    auto opened = Store::open(cuts.path(), options_with(Durability::periodic, milliseconds(1)));
    REQUIRE(opened);
    const auto commit = [&] { REQUIRE(opened->store.commit(state_of(1))); };
    commit();
    flushes = 0;
    commit();
    REQUIRE(wait_until([&] { return flushes == 1; }));
    for (int i = 0; i < 10; ++i) commit();
    cuts.promise(opened->store.synced());
    cuts.cut();
    go_on = true;
    REQUIRE(wait_until([&] { return opened->store.synced() > 1; }));
    for (int i = 0; i < 10; ++i) {
      commit();
      cuts.promise(opened->store.synced());
      cuts.cut();
    }
  }
  watch.reset();
  CHECK(cuts.lost() == none);
}
