// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cstdlib>

#include "inventory_run.hpp"
#include "support/wait_until.hpp"

extern char** environ;

using namespace watchdog;
using namespace watchdog::test;

namespace {

/// The notebook on a terminal of its own, and a person at it.
class Writing {
 public:
  explicit Writing(std::string file) : person_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(::grantpt(person_.get()) == 0);
    REQUIRE(::unlockpt(person_.get()) == 0);
    screen_ = UniqueHandle(::open(::ptsname(person_.get()), O_RDWR | O_NOCTTY));
    REQUIRE(screen_);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    for (const int stream : {0, 1, 2})
      ::posix_spawn_file_actions_adddup2(&actions, screen_.get(), stream);
    std::string program = notebook_program;
    const std::array<char*, 3> words{program.data(), file.data(), nullptr};
    const int failed =
        ::posix_spawn(&pid_, program.c_str(), &actions, nullptr, words.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    REQUIRE(failed == 0);
  }
  Writing(const Writing&) = delete;
  Writing& operator=(const Writing&) = delete;
  ~Writing() {
    if (pid_ != 0) kill();
  }

  void type(std::string_view keys) const {
    REQUIRE(::write(person_.get(), keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
  }
  /// Waits until the terminal was sent that.
  bool shows(const std::string& text) {
    return wait_until([&] {
      read_on();
      return contains(seen_, text);
    });
  }
  /// Whether it takes a line at a time, and echoes it.
  bool is_for_lines() const {
    termios mode{};
    REQUIRE(::tcgetattr(screen_.get(), &mode) == 0);
    return (mode.c_lflag & ICANON) != 0 && (mode.c_lflag & ECHO) != 0;
  }
  /// The wait status.
  int kill(int signal = SIGKILL) {
    ::kill(pid_, signal);
    return wait();
  }
  int wait() {
    int status = -1;
    REQUIRE(wait_until([&] {
      read_on();  // Or it would wait for us to.
      return ::waitpid(pid_, &status, WNOHANG) == pid_;
    }));
    pid_ = 0;
    return status;
  }

 private:
  void read_on() {
    pollfd there{person_.get(), POLLIN, 0};
    std::array<char, 4096> bytes{};
    while (::poll(&there, 1, 0) > 0 && (there.revents & POLLIN) != 0) {
      const ssize_t count = ::read(person_.get(), bytes.data(), bytes.size());
      if (count <= 0) return;
      seen_.append(bytes.data(), static_cast<std::size_t>(count));
    }
  }

  UniqueHandle person_;
  UniqueHandle screen_;
  pid_t pid_ = 0;
  std::string seen_;
};

}  // namespace

TEST_CASE("a killed notebook comes back with its text and the cursor where it was") {
  const TempDir dir;
  const std::string file = dir.file("notes");
  {
    Writing writing(file);
    REQUIRE(writing.shows("each key is kept"));
    writing.type("dear diary\rsecond line\x1b[A\x1b[H\x1b[C");
    REQUIRE(writing.shows("\r\ndear diary\r\nsecond line\x1b[2;2H"));
    CHECK(WTERMSIG(writing.kill()) == SIGKILL);
  }
  Writing again(file);
  CHECK(again.shows("\r\ndear diary\r\nsecond line\x1b[2;2H"));
  again.type("X\x04");
  CHECK(again.wait() == 0);
  Writing at_last(file);
  CHECK(at_last.shows("\r\ndXear diary\r\nsecond line\x1b[2;3H"));
}

TEST_CASE("each key that is seen survives") {
  const TempDir dir;
  const std::string file = dir.file("notes");
  std::string text;
  for (const char letter : std::string("killed")) {
    Writing writing(file);
    REQUIRE(writing.shows("each key is kept"));
    writing.type(std::string(1, letter));
    text += letter;
    REQUIRE(writing.shows("\r\n" + text + "\x1b["));
    CHECK(WTERMSIG(writing.kill()) == SIGKILL);
  }
}

TEST_CASE("a notebook that is asked to end leaves the terminal as it was") {
  const int signal = GENERATE(SIGTERM, SIGHUP, SIGINT, SIGQUIT);
  const TempDir dir;
  Writing writing(dir.file("notes"));
  REQUIRE(writing.shows("each key is kept"));
  writing.type("a");
  REQUIRE(writing.shows("\r\na\x1b["));
  REQUIRE_FALSE(writing.is_for_lines());
  CHECK(WTERMSIG(writing.kill(signal)) == signal);
  CHECK(writing.is_for_lines());
  CHECK(writing.shows("\x1b[?7h"));
  Writing again(dir.file("notes"));
  CHECK(again.shows("\r\na\x1b["));
}

TEST_CASE("a second notebook of the same file is refused") {
  const TempDir dir;
  Writing writing(dir.file("notes"));
  REQUIRE(writing.shows("each key is kept"));
  Writing second(dir.file("notes"));
  CHECK(second.shows("notebook: "));
  CHECK(WEXITSTATUS(second.wait()) == 1);
}

TEST_CASE("without a terminal the notebook says so and ends") {
  const TempDir dir;
  Child child({notebook_program, dir.file("notes")}, dir.file("out"), dir.file("err"));
  CHECK(child.wait() == 1);
  CHECK(contains(read_file(dir.file("err")), "it needs a terminal"));
}
