// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "pseudorandom.hpp"
#include "support/catch.hpp"
#include "talker.hpp"
#include "watchdog/output/log_file.hpp"

using namespace watchdog;
using namespace watchdog::output;
using namespace watchdog::test;

namespace {

enum : int { passed = 0, failed = 1, not_permitted = 77 };

/// Runs `body` in a process with mounts of its own: nothing of it is seen outside or outlives it.
template <class Body>
int with_own_mounts(Body body) {
  const pid_t pid = ::fork();
  if (pid == 0) {
    const int kind = ::geteuid() == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER;
    if (::unshare(kind) != 0) ::_exit(not_permitted);
    if (::mount("", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) ::_exit(not_permitted);
    ::_exit(body());
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : failed;
}

int fill_and_free(const std::string& folder) {
  if (::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=64k") != 0) return not_permitted;
  const std::string ballast = folder + "/ballast";
  LogFile(ballast).write(std::string(40'000, '.'));
  const std::string path = folder + "/log";
  LogFile log(path);
  const std::string line = std::string(99, 'x') + '\n';
  for (int i = 0; i < 1000; ++i) log.write(line);
  const std::uint64_t lost = log.lost();
  const std::string kept = read_file(path);
  if (lost == 0 || kept.size() + lost != 100'000) return failed;
  std::filesystem::remove(ballast);
  log.write("and on\n");
  const std::string expected = kept + (kept.ends_with('\n') ? "" : "\n") +
                               "[watchdog: " + std::to_string(lost) +
                               " bytes lost: no space left on device]\nand on\n";
  return read_file(path) == expected ? passed : failed;
}

/// The program goes on, and each of its bytes is in the log or counted.
int run_on_small_disk(const std::string& folder) {
  if (::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=1m") != 0) return not_permitted;
  const std::string path = folder + "/log";
  asio::io_context loop;
  Result<Capture> capture = Capture::open(loop, {path, nullptr, nullptr});
  if (!capture) return failed;
  Talker talker(*capture, {"bytes=8000000"});
  if (!talker.end(loop) || !talker.succeeded()) return failed;
  capture->drain();
  const std::string kept = read_file(path);
  const bool counted = capture->lost() > 0 && kept.size() + capture->lost() == 8'000'000;
  return counted && pseudorandom(8'000'000).starts_with(kept) ? passed : failed;
}

/// Nobody, for a while, where we are root, whom no permission stops.
class Unprivileged {
 public:
  Unprivileged() {
    if (root_) root_ = ::seteuid(65534) == 0;
  }
  Unprivileged(const Unprivileged&) = delete;
  Unprivileged& operator=(const Unprivileged&) = delete;
  ~Unprivileged() {
    if (root_) root_ = ::seteuid(0) == 0;
  }

 private:
  bool root_ = ::geteuid() == 0;
};

}  // namespace

TEST_CASE("a full disk loses output, counts it, and says so when there is space again") {
  const TempDir dir;
  const int result = with_own_mounts([&] { return fill_and_free(dir.path().string()); });
  if (result == not_permitted) {
    WARN("no mounts of our own are permitted here");
    return;
  }
  CHECK(result == passed);
}

TEST_CASE("a program whose log's disk is full goes on") {
  const TempDir dir;
  const int result = with_own_mounts([&] { return run_on_small_disk(dir.path().string()); });
  if (result == not_permitted) {
    WARN("no mounts of our own are permitted here");
    return;
  }
  CHECK(result == passed);
}

TEST_CASE("a device that takes nothing makes nobody wait") {
  LogFile log("/dev/full");
  for (int i = 0; i < 1000; ++i) log.write("0123456789");
  CHECK(log.lost() == 10'000);
}

TEST_CASE("a pipe in the place of a log is written to while somebody reads, and never waited for") {
  const TempDir dir;
  const std::string path = dir.file("fifo");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  LogFile log(path);
  Time now{};
  log.write("nobody there\n", now);
  CHECK(log.lost() == 13);
  const UniqueHandle reader(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  for (int i = 0; i < 100; ++i) log.write(std::string(4096, 'x'), now + milliseconds(1000));
  CHECK(log.lost() > 100'000);
  char first[11]{};
  REQUIRE(::read(reader.get(), first, 10) == 10);
  CHECK(std::string(first) == "[watchdog:");
}

TEST_CASE("a file without permission is written to once it is permitted") {
  const TempDir dir;
  const std::string path = dir.file("log");
  std::ofstream(path).close();
  ::chmod(path.c_str(), 0444);
  const Unprivileged nobody;
  LogFile log(path);
  Time now{};
  log.write("lost\n", now);
  CHECK(log.lost() == 5);
  {
    const int all = ::seteuid(0);
    ::chmod(path.c_str(), 0666);
    if (all == 0) REQUIRE(::seteuid(65534) == 0);
  }
  log.write("here\n", now + milliseconds(1000));
  CHECK(read_file(path) == "[watchdog: 5 bytes lost: permission denied]\nhere\n");
}
