// SPDX-License-Identifier: MIT
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <asio/local/datagram_protocol.hpp>

#include "looped.hpp"
#include "support/catch.hpp"
#include "watchdog/health/receiver.hpp"

using namespace watchdog;
using namespace watchdog::health;
using namespace watchdog::test;

namespace {

using Protocol = asio::local::datagram_protocol;

Result<Receiver> open(asio::io_context& loop, const std::string& path) {
  return Receiver::open(loop, path, [](const Words&) {});
}

bool exists(const std::string& path) { return std::filesystem::exists(path); }

/// What a program that was killed leaves behind.
void leave_socket(asio::io_context& loop, const std::string& path) {
  Protocol::socket(loop, Protocol::endpoint(path)).close();
}

}  // namespace

TEST_CASE("a receiver's file is for us alone") {
  const TempDir folder;
  asio::io_context loop;
  const Result<Receiver> receiver = open(loop, folder.file("s"));
  REQUIRE(receiver);
  struct stat status {};
  REQUIRE(::stat(folder.file("s").c_str(), &status) == 0);
  CHECK(S_ISSOCK(status.st_mode));
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("a receiver takes its file along") {
  const TempDir folder;
  asio::io_context loop;
  {
    const Result<Receiver> receiver = open(loop, folder.file("s"));
    REQUIRE(receiver);
    REQUIRE(exists(folder.file("s")));
  }
  CHECK_FALSE(exists(folder.file("s")));
}

TEST_CASE("a file that is no longer its own stays") {
  const TempDir folder;
  asio::io_context loop;
  {
    const Result<Receiver> old = open(loop, folder.file("s"));
    REQUIRE(old);
    std::filesystem::rename(folder.file("s"), folder.file("moved"));
    leave_socket(loop, folder.file("s"));
  }
  CHECK(exists(folder.file("s")));
}

TEST_CASE("a socket that a dead program left is replaced") {
  const TempDir folder;
  asio::io_context loop;
  leave_socket(loop, folder.file("s"));
  REQUIRE(exists(folder.file("s")));
  const Result<Receiver> receiver = open(loop, folder.file("s"));
  INFO((receiver ? std::string() : receiver.error().message()));
  CHECK(receiver);
}

TEST_CASE("a socket that somebody listens at is left alone") {
  const TempDir folder;
  asio::io_context loop;
  const Result<Receiver> receiver = open(loop, folder.file("s"));
  REQUIRE(receiver);
  const Result<Receiver> second = open(loop, folder.file("s"));
  REQUIRE_FALSE(second);
  CHECK(second.error().code == std::errc::address_in_use);
  CHECK(exists(folder.file("s")));
}

TEST_CASE("a file that is no socket is left alone") {
  const TempDir folder;
  asio::io_context loop;
  std::ofstream(folder.file("s")) << "precious";
  const Result<Receiver> receiver = open(loop, folder.file("s"));
  REQUIRE_FALSE(receiver);
  CHECK(receiver.error().code == std::errc::file_exists);
  CHECK(read_file(folder.file("s")) == "precious");
}

TEST_CASE("a path that is too long for a socket is told as such") {
  const TempDir folder;
  asio::io_context loop;
  const Result<Receiver> receiver = open(loop, folder.file(std::string(104, 'x')));
  REQUIRE_FALSE(receiver);
  CHECK(receiver.error().code == std::errc::filename_too_long);
}

TEST_CASE("a folder that is not there is told as such") {
  const TempDir folder;
  asio::io_context loop;
  const Result<Receiver> receiver = open(loop, folder.file("none") + "/s");
  REQUIRE_FALSE(receiver);
  CHECK(receiver.error().code == std::errc::no_such_file_or_directory);
}

TEST_CASE("a message longer than the longest, or empty, does no harm") {
  const TempDir folder;
  asio::io_context loop;
  std::vector<Words> heard;
  const Result<Receiver> receiver =
      Receiver::open(loop, folder.file("s"), [&](const Words& words) { heard.push_back(words); });
  REQUIRE(receiver);
  Protocol::socket speaker(loop, Protocol());
  const Protocol::endpoint address(folder.file("s"));
  speaker.send_to(asio::buffer("STOPPING=1\n" + std::string(longest_message, 'x')), address);
  speaker.send_to(asio::buffer(std::string()), address);
  speaker.send_to(asio::buffer(std::string("READY=1")), address);
  REQUIRE(run_until(loop, [&] { return !heard.empty() && heard.back().ready; }));
  for (const Words& words : heard) CHECK_FALSE(words.stopping);
}
