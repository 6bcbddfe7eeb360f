// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "checkpoint/child.hpp"
#include "framing.hpp"
#include "stage.hpp"
#include "support/paths.hpp"
#include "watchdog/base/unique_handle.hpp"

using namespace watchdog;
using namespace watchdog::control;
using namespace watchdog::test;

namespace {

std::string socket_of(const OwnPlace& place, const std::string& endpoint) {
  return place.folder + "/" + endpoint + ".sock";
}

/// Runs it in a child that is user 65534, and tells what it returned.
template <class Deed>
bool as_another_user(Deed deed) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(::setgid(65534) == 0 && ::setuid(65534) == 0 && deed() ? 0 : 1);
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Leaves this process a handful of descriptors for as long as this lives.
class FewDescriptors {
 public:
  FewDescriptors() {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const int next = ::dup(0);
    REQUIRE(next >= 0);
    ::close(next);
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(next) + 12;
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &few) == 0);
  }
  FewDescriptors(const FewDescriptors&) = delete;
  FewDescriptors& operator=(const FewDescriptors&) = delete;
  ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("more are asked than there are descriptors, some after others") {
  const OwnPlace place;
  const std::string endpoint = unique_name("wdt-");
  Child program({control_server_program, endpoint}, place.dir.file("out"));
  REQUIRE(program.started());
  REQUIRE(wait_until([&] { return read_file(place.dir.file("out")).starts_with("ready"); }));
  const std::vector<Question> questions(300, {endpoint, "x"});
  std::size_t answered = 0;
  {
    const FewDescriptors few;
    ask_all(questions, {long_enough, long_enough},
            [&](std::size_t, const Result<std::string>& answer) {
              answered += answer ? 1 : 0;
              return false;
            });
  }
  CHECK(answered == questions.size());
  program.kill();
  program.wait();
}

TEST_CASE("the socket is for its owner, and gone with its server") {
  const OwnPlace place;
  std::string path;
  {
    const Stage stage(echo);
    path = socket_of(place, stage.endpoint);
    struct stat info {};
    REQUIRE(::stat(path.c_str(), &info) == 0);
    CHECK((info.st_mode & 07777U) == 0600);
  }
  CHECK_FALSE(std::filesystem::exists(path));
}

TEST_CASE("what a killed server left is removed by the next, and nothing else is") {
  const OwnPlace place;
  const Stage living(echo);
  const std::string left = socket_of(place, "wdt-left");
  const std::string file = socket_of(place, "wdt-file");
  const std::string note = place.folder + "/wdt-note";
  {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    left.copy(address.sun_path, sizeof address.sun_path - 1);
    const UniqueHandle socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    REQUIRE(::bind(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  }
  for (const std::string& path : {file, note}) std::ofstream(path) << "kept";
  REQUIRE(std::filesystem::exists(left));
  const Stage next(echo);
  CHECK_FALSE(std::filesystem::exists(left));
  CHECK(std::filesystem::exists(file));
  CHECK(std::filesystem::exists(note));
  CHECK(living.ask("still there"));
  CHECK(next.ask("there"));
}

TEST_CASE("a socket whose file was removed can be had again") {
  const OwnPlace place;
  Shelf shelf;
  Stage stage(shelf.handler());
  auto waiting = stage.ask_meanwhile("wait");
  REQUIRE(shelf.holds(1));
  std::filesystem::remove_all(place.folder);
  CHECK_FALSE(stage.ask("unheard"));
  stage.on_loop([&] { CHECK(stage.server->reopen()); });
  auto next = stage.ask_meanwhile("wait");
  REQUIRE(shelf.holds(2));
  stage.on_loop([&] {
    for (const Reply& reply : shelf.replies) reply("done");
  });
  CHECK(waiting.get().value_or("") == "done");
  CHECK(next.get().value_or("") == "done");
}

TEST_CASE("reopening what is as it was changes nothing") {
  const OwnPlace place;
  Stage stage(echo);
  const std::string path = socket_of(place, stage.endpoint);
  struct stat before {};
  struct stat after {};
  REQUIRE(::stat(path.c_str(), &before) == 0);
  stage.on_loop([&] { CHECK(stage.server->reopen()); });
  REQUIRE(::stat(path.c_str(), &after) == 0);
  CHECK(before.st_ino == after.st_ino);
  CHECK(stage.ask("status"));
}

TEST_CASE("a file that is another's by now stays") {
  const OwnPlace place;
  std::optional<Stage> first(std::in_place, echo);
  const std::string endpoint = first->endpoint;
  std::filesystem::remove(socket_of(place, endpoint));
  const Stage second(echo, {}, endpoint);
  first->on_loop([&] {
    const auto reopened = first->server->reopen();
    REQUIRE_FALSE(reopened);
    CHECK(reopened.error().code == std::errc::address_in_use);
  });
  first.reset();
  CHECK(second.ask("still there"));
}

TEST_CASE("without descriptors a client waits, and the loop does not spin") {
  const OwnPlace place;
  asio::io_context loop;
  const std::string endpoint = unique_name("wdt-");
  const auto server = Server::open(loop, endpoint, echo);
  REQUIRE(server);
  RawClient client(endpoint);
  REQUIRE(client.send("hello\n"));
  {
    std::vector<UniqueHandle> all;
    rlimit before{};
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before) == 0);
    rlimit low = before;
    low.rlim_cur = std::min<rlim_t>(before.rlim_cur, 256);
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &low) == 0);
    for (int file = 0; file >= 0;) {
      file = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
      if (file >= 0) all.emplace_back(file);
    }
    const std::size_t steps = loop.run_for(milliseconds(100));
    ::setrlimit(RLIMIT_NOFILE, &before);
    CHECK(steps < 5);
  }
  auto answer = std::async(std::launch::async, [&] { return client.rest(); });
  const Time deadline = Clock::now() + long_enough;
  while (answer.wait_for(milliseconds(0)) != std::future_status::ready && Clock::now() < deadline)
    loop.run_for(milliseconds(5));
  CHECK(answer.get() == framed("hello"));
}

TEST_CASE("another user is refused even where the files would let him in") {
  if (::geteuid() != 0) return;  // Only root can be another.
  const OwnPlace place;
  const Stage stage(echo);
  REQUIRE(::chmod(place.folder.c_str(), 0711) == 0);
  REQUIRE(::chmod(socket_of(place, stage.endpoint).c_str(), 0777) == 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  socket_of(place, stage.endpoint).copy(address.sun_path, sizeof address.sun_path - 1);
  CHECK(as_another_user([&] {
    const UniqueHandle socket(::socket(AF_UNIX, SOCK_STREAM, 0));
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      return false;
    char byte = 0;
    return ::read(socket.get(), &byte, 1) <= 0;
  }));
  CHECK(stage.ask("status"));
}
