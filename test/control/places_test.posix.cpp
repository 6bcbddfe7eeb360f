// SPDX-License-Identifier: MIT
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "stage.hpp"
#include "watchdog/control/places.hpp"

using namespace watchdog;
using namespace watchdog::control;
using namespace watchdog::test;

namespace {

unsigned mode_of(const std::string& path) {
  struct stat info {};
  REQUIRE(::stat(path.c_str(), &info) == 0);
  return info.st_mode & 07777U;
}

}  // namespace

TEST_CASE("nobody else may enter the folder") {
  const OwnPlace place;
  REQUIRE(runtime_folder());
  CHECK(mode_of(place.folder) == 0700);
}

TEST_CASE("a folder that others may write to is refused") {
  const OwnPlace place;
  REQUIRE(runtime_folder());
  for (const mode_t mode : {0720U, 0702U, 0777U}) {
    REQUIRE(::chmod(place.folder.c_str(), mode) == 0);
    const auto folder = runtime_folder();
    REQUIRE_FALSE(folder);
    CHECK(folder.error().code == std::errc::permission_denied);
    asio::io_context loop;
    CHECK_FALSE(Server::open(loop, "any", echo));
  }
  REQUIRE(::chmod(place.folder.c_str(), 0755) == 0);
  CHECK(runtime_folder());
}

TEST_CASE("a link to a folder is refused") {
  const OwnPlace place;
  std::filesystem::create_directory(place.dir.file("other"));
  std::filesystem::create_symlink(place.dir.file("other"), place.folder);
  const auto folder = runtime_folder();
  REQUIRE_FALSE(folder);
  CHECK(folder.error().code == std::errc::not_a_directory);
}

TEST_CASE("a folder of another user is refused") {
  if (::geteuid() != 0) return;  // Only root can make one.
  const OwnPlace place;
  std::filesystem::create_directory(place.folder);
  REQUIRE(::chown(place.folder.c_str(), 65534, 65534) == 0);
  const auto folder = runtime_folder();
  REQUIRE_FALSE(folder);
  CHECK(folder.error().code == std::errc::permission_denied);
}

TEST_CASE("a path too long for a socket is told as such") {
  const TempDir dir;
  const Variable variable("WD_RUNTIME_DIR", dir.file(std::string(100, 'x')));
  asio::io_context loop;
  const auto server = Server::open(loop, "any", echo);
  REQUIRE_FALSE(server);
  CHECK(server.error().code == std::errc::filename_too_long);
  const auto answer = ask("any", "status", long_enough);
  REQUIRE_FALSE(answer);
  CHECK(answer.error().code == std::errc::filename_too_long);
}
