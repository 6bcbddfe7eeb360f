// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include "child.hpp"
#include "experiments.hpp"
#include "logdisk.hpp"
#include "scratch.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"

namespace watchdog::torture {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t disk_size = 48U << 20;

struct Acknowledged {
  std::int64_t time = 0;
  std::uint64_t number = 0;
  std::uint64_t synced = 0;  ///< The number that was on the disk by then.
};

struct Request {
  DiskRecord record;
  std::size_t data;  ///< Where in the log.
};

/// What a disk was asked for and what the program on it was told meanwhile.
struct Story {
  std::vector<Request> requests;
  std::string log;
  std::vector<Acknowledged> told;
  test::Sizes sizes;
  bool durable = true;  ///< Whether what was told holds after a power cut.

  /// The number that has to be there when the power goes at that time.
  std::uint64_t synced_before(std::int64_t time) const {
    const auto after = std::partition_point(told.begin(), told.end(),
                                            [&](const auto& one) { return one.time < time; });
    return after == told.begin() ? 0 : std::prev(after)->synced;
  }
};

void read_log(const std::string& path, Story& story) {
  story.log = test::read_file(path);
  for (std::size_t at = 0; at + sizeof(DiskRecord) <= story.log.size();) {
    Request request{{}, at + sizeof(DiskRecord)};
    std::copy_n(story.log.data() + at, sizeof request.record,
                reinterpret_cast<char*>(&request.record));
    story.requests.push_back(request);
    at = request.data + static_cast<std::size_t>(request.record.length);
  }
}

void read_told(const std::string& path, Story& story) {
  std::ifstream in(path);
  for (Acknowledged one; in >> one.number >> one.time >> one.synced;) story.told.push_back(one);
}

/// A file system on the disk that remembers.
class LoggedDisk {
 public:
  explicit LoggedDisk(const Settings& settings) : settings_(settings) {
    for (const auto* folder : {"fuse", "live"}) fs::create_directories(settings.file(folder));
    disk_.emplace(std::vector<std::string>{settings.logdisk, settings.file("fuse"),
                                           std::to_string(disk_size), settings.file("log")},
                  std::string());
    mounted_ = test::wait_until(
                   [&] { return fs::exists(settings.file("fuse/disk")) || !disk_->running(); }) &&
               run({"mkfs.ext4", "-q", "-F", "-E", "nodiscard,lazy_itable_init=0",
                    settings.file("fuse/disk")}) == 0 &&
               run({"mount", "-o", "loop,commit=1", settings.file("fuse/disk"),
                    settings.file("live")}) == 0;
  }
  LoggedDisk(const LoggedDisk&) = delete;
  LoggedDisk& operator=(const LoggedDisk&) = delete;
  ~LoggedDisk() {
    if (mounted_) run({"umount", settings_.file("live")});
    run({"umount", settings_.file("fuse")});
    disk_->wait();
  }
  explicit operator bool() const { return mounted_; }

 private:
  const Settings& settings_;
  std::optional<test::Child> disk_;
  bool mounted_ = false;
};

/// The victim's lives on the disk; killed between the write and the flush of a commit, if asked
/// for, with a new life each time.
void live_on_disk(const Settings& settings, const Life& life, bool killed, Story& story) {
  std::ofstream(settings.file("all-said")).flush();
  const Time end = Clock::now() + milliseconds(settings.pick(400, 2500));
  std::mt19937 random(std::random_device{}());
  do {
    const std::string when = std::to_string(3 + random() % 6);
    std::vector<std::string> wrapper;
    if (killed)
      wrapper = {"/usr/bin/env",
                 "strace",
                 "-qq",
                 "-o",
                 "/dev/null",
                 "-e",
                 "trace=fdatasync",
                 "-e",
                 "inject=fdatasync:signal=KILL:when=" + when};
    test::Child victim(life.words(settings, wrapper), settings.file("said"));
    test::wait_until([&] { return !victim.running() || (!killed && Clock::now() > end); });
    victim.kill();
    victim.wait();
    read_told(settings.file("said"), story);
  } while (Clock::now() < end);
}

std::optional<Story> record(const Settings& settings, const Life& life, bool killed) {
  Story story;
  story.sizes = life.sizes;
  story.durable = life.durability != "process";
  {
    const LoggedDisk disk(settings);
    if (!disk) return std::nullopt;
    live_on_disk(settings, life, killed, story);
  }
  read_log(settings.file("log"), story);
  return story;
}

/// Which of the writes since the last flush the disk has kept when the power went.
enum class Kept : std::uint8_t { none, all, blocks, sectors };

/// The disk at moments of the story, one after the other.
class Replay {
 public:
  explicit Replay(const Story& story) : story_(story), durable_(disk_size, '\0') {}

  /// The disk after the first `count` requests and a power cut.
  std::string after(std::size_t count, Kept kept, std::mt19937& random) {
    const std::size_t flush = last_flush(count);
    for (; applied_ < flush; ++applied_)
      apply(
          story_.requests[applied_], durable_, [] { return true; }, disk_size);
    std::string disk = durable_;
    const std::size_t piece = kept == Kept::sectors ? 512 : 4096;
    const auto choice = [&] { return kept == Kept::all || random() % 2 == 0; };
    for (std::size_t i = flush; i < count && kept != Kept::none; ++i)
      apply(story_.requests[i], disk, choice, piece);
    return disk;
  }

 private:
  std::size_t last_flush(std::size_t count) const {
    while (count > 0 && story_.requests[count - 1].record.offset >= 0) --count;
    return count;
  }
  template <class Choice>
  void apply(const Request& request, std::string& disk, Choice choice, std::size_t piece) const {
    if (request.record.offset < 0) return;
    const auto offset = static_cast<std::size_t>(request.record.offset);
    const auto length = static_cast<std::size_t>(request.record.length);
    for (std::size_t done = 0; done < length; done += piece)
      if (choice())
        disk.replace(offset + done, std::min(piece, length - done), story_.log, request.data + done,
                     std::min(piece, length - done));
  }

  const Story& story_;
  std::string durable_;
  std::size_t applied_ = 0;
};

/// Cuts at random moments after the first commit, in their order.
std::vector<std::size_t> moments(const Story& story, std::size_t count) {
  const auto begin = static_cast<std::size_t>(
      std::partition_point(story.requests.begin(), story.requests.end(),
                           [&](const Request& one) {
                             return story.told.empty() || one.record.time < story.told.front().time;
                           }) -
      story.requests.begin());
  std::vector<std::size_t> chosen;
  std::mt19937 random(std::random_device{}());
  if (begin >= story.requests.size()) return chosen;
  std::uniform_int_distribution<std::size_t> any(begin, story.requests.size() - 1);
  for (std::size_t i = 0; i < count; ++i) chosen.push_back(any(random));
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

/// Mounts what is left and opens the checkpoint on it. Nothing when the file system itself is not
/// to be mounted any more.
std::optional<Outcome> wake_up(const Settings& settings, const std::string& disk,
                               const Expectation& expected) {
  const std::string image = settings.file("image");
  std::ofstream(image, std::ios::binary | std::ios::trunc) << disk;
  fs::create_directories(settings.file("woken"));
  if (run({"mount", "-o", "loop", image, settings.file("woken")}) != 0) return std::nullopt;
  const Outcome outcome = judge_apart(settings.file("woken/a"), expected);
  run({"umount", settings.file("woken")});
  return outcome;
}

struct Cuts {
  Tally tally;
  unsigned long not_mounted = 0;
};

Cuts cut(const Settings& settings, const Story& story, std::size_t count) {
  Cuts cuts;
  Replay replay(story);
  std::mt19937 random(std::random_device{}());
  for (const std::size_t moment : moments(story, count)) {
    const std::string disk = replay.after(moment, static_cast<Kept>(random() % 4), random);
    const std::uint64_t synced = story.synced_before(story.requests[moment].record.time);
    const std::uint64_t most = story.told.back().number + 1;
    const auto outcome =
        wake_up(settings, disk, {story.sizes, synced, most, !story.durable, !story.durable});
    if (outcome)
      cuts.tally.add(*outcome);
    else
      ++cuts.not_mounted;
  }
  return cuts;
}

}  // namespace

void cut_the_power(const Settings& settings, Report& report) {
  if (settings.logdisk.empty() || !have_own_mounts())
    return report.skip("there is no libfuse3, or nothing may be mounted");
  unsigned long not_mounted = 0;
  const auto experiment = [&](const std::string& what, test::Sizes sizes,
                              const std::string& durability, bool killed) {
    const auto story = record(settings, {settings.file("live/a"), sizes, durability, {}}, killed);
    if (!story || story->told.empty())
      return report.skip("no file system on a loop device over FUSE");
    const Cuts cuts = cut(settings, *story, settings.pick(6, 60));
    not_mounted += cuts.not_mounted;
    report.row(fmt::format("power cut, {}; {}", what, durability), cuts.tally);
  };
  for (const std::string& durability : durabilities) {
    experiment("4 KiB", {4096, 4096}, durability, false);
    if (settings.full) experiment("64 KiB", {65536, 65536}, durability, false);
    experiment("while the file grows", {4096, 2000000}, durability, false);
  }
  experiment("after SIGKILLs between write and flush", {4096, 4096}, "power", true);
  if (not_mounted > 0)
    std::printf(
        "\n%lu times more the file system itself could not be mounted: its own torn sectors.\n",
        not_mounted);
}

}  // namespace watchdog::torture
