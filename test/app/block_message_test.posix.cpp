// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/program.hpp"
#include "watchdog/process/terminal.hpp"

using namespace watchdog;
using namespace watchdog::test;
using process::Child;
using process::Exit;

namespace {

/// A shell that runs `line` at a terminal of its own, which is read here.
class Desk {
 public:
  explicit Desk(const std::string& line) : screen_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(::grantpt(screen_.get()) == 0);
    REQUIRE(::unlockpt(screen_.get()) == 0);
    const std::string name = ::ptsname(screen_.get());
    shell_ = ::fork();
    if (shell_ == 0) sit_down(name.c_str(), line.c_str());
    REQUIRE(shell_ > 0);
  }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;
  ~Desk() {
    ::kill(-shell_, SIGKILL);
    ::waitpid(shell_, nullptr, 0);
  }

  /// Whether that comes to be seen.
  bool shows(const std::string& text) {
    return wait_until([&] {
      look();
      return contains(seen_, text);
    });
  }
  const std::string& seen() {
    look();
    return seen_;
  }
  process::Pid shell() const { return static_cast<process::Pid>(shell_); }
  /// The person presses Ctrl-S: all output is held.
  void hold_output() const { REQUIRE(::write(screen_.get(), "\x13", 1) == 1); }

 private:
  [[noreturn]] static void sit_down(const char* terminal, const char* line) {
    ::setsid();
    const int fd = ::open(terminal, O_RDWR);
    ::ioctl(fd, TIOCSCTTY, 0);
    for (const int stream : {0, 1, 2}) ::dup2(fd, stream);
    ::execl("/bin/sh", "sh", "-c", line, nullptr);
    ::_exit(127);
  }

  void look() {
    pollfd ready{screen_.get(), POLLIN, 0};
    std::array<char, 4096> buffer;
    while (::poll(&ready, 1, 0) == 1 && (ready.revents & POLLIN) != 0) {
      const ssize_t size = ::read(screen_.get(), buffer.data(), buffer.size());
      if (size <= 0) return;
      seen_.append(buffer.data(), static_cast<std::size_t>(size));
    }
  }

  UniqueHandle screen_;
  pid_t shell_ = -1;
  std::string seen_;
};

/// A desktop: what it is asked to show stands in a file.
class Desktop {
 public:
  Desktop() {
    const std::string program = dir_.file("notify-send");
    std::ofstream(program) << "#!/bin/sh\nprintf '<%s>' \"$@\" >> '" << dir_.file("shown")
                           << "'\necho >> '" << dir_.file("shown") << "'\n";
    std::filesystem::permissions(program, std::filesystem::perms::owner_all);
  }
  std::vector<std::string> environment() const {
    return {"PATH=" + dir_.file(".") + ":" + std::getenv("PATH"),
            "DBUS_SESSION_BUS_ADDRESS=unix:path=/nowhere"};
  }
  std::string shown() const { return read_file(dir_.file("shown")); }
  bool shows(const std::string& line) const {
    return wait_until([&] { return contains(shown(), line + "\n"); });
  }

 private:
  TempDir dir_;
};

/// That many of a program, one after the other; the shell stays.
std::string often(const Victim& victim, int times) {
  return "for i in $(seq " + std::to_string(times) + "); do " + victim.program() +
         " idle; done 2>/dev/null; cat";
}

}  // namespace

TEST_CASE("block --message tells the user on the terminal and on the desktop") {
  const std::string source = GENERATE("auto", "scan");
  const Victim victim;
  const Desktop desktop;
  Watchdog watchdog(
      {"block", victim.name(), "--json", "--source", source, "--message", "Bed time.\x1b[2J"},
      desktop.environment());
  REQUIRE(watchdog.wait_for_events("armed", 1));
  Desk desk(often(victim, 1));
  CHECK(desk.shows("\nwatchdog: " + victim.name() + " was ended: Bed time.?[2J\r"));
  CHECK(desktop.shows("<--app-name=watchdog><--><" + victim.name() + " was ended><Bed time.?[2J>"));
  CHECK_FALSE(contains(watchdog.err(), "alert_failed"));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
}

TEST_CASE("block --message tells of five at once and then of one a second") {
  const Victim victim;
  const Desktop desktop;
  Watchdog watchdog({"block", victim.name(), "--json", "--message", "no"}, desktop.environment());
  REQUIRE(watchdog.wait_for_events("armed", 1));
  constexpr std::size_t many = 40;
  const Time before = Clock::now();
  Desk desk(often(victim, many));
  REQUIRE(watchdog.wait_for_events("blocked", many));
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(Clock::now() - before).count();
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());  // What is under way is shown before that.
  const std::string shown = desktop.shown();
  const auto lines = std::count(shown.begin(), shown.end(), '\n');
  CHECK(lines >= 5);
  CHECK(lines <= 5 + seconds);
}

TEST_CASE("block tells no user anything in a dry run or unless it is asked to") {
  const Victim victim;
  const Desktop desktop;
  std::vector<std::string> words{"block", victim.name(), "--json", "--source", "scan"};
  const bool dry = GENERATE(true, false);
  if (dry) words.insert(words.end(), {"--dry-run", "--message", "no"});
  Watchdog watchdog(words, desktop.environment());
  REQUIRE(watchdog.wait_for_events("armed", 1));
  Desk desk(victim.program() + " print=started idle; echo over; cat");
  REQUIRE(desk.shows(dry ? "started" : "over"));
  REQUIRE(watchdog.wait_for_events("blocked", 1));
  watchdog.ask();
  CHECK(watchdog.wait() == end_of_asked());
  CHECK_FALSE(contains(desk.seen(), "watchdog"));
  CHECK(desktop.shown().empty());
}

TEST_CASE("nothing is written to a terminal whose output is held and nobody waits for it") {
  Desk desk("echo ready; cat");
  REQUIRE(desk.shows("ready"));
  const auto id = process::identify(desk.shell());
  REQUIRE(id);
  CHECK(process::write_to_terminal(*id, "one "));
  CHECK(desk.shows("one "));
  desk.hold_output();
  CHECK(wait_until([&] {
    const auto done = process::write_to_terminal(*id, "held");
    return !done && done.error().code == std::errc::resource_unavailable_try_again;
  }));
}

TEST_CASE("a process without a terminal and one that is gone are told apart") {
  const Victim victim;
  const auto child = process::spawn(victim.command({"idle"}));
  REQUIRE(child);
  auto id = process::identify(child->pid());
  REQUIRE(id);
  ++id->start;  // Another one had that number.
  const auto gone = process::write_to_terminal(*id, "");
  REQUIRE_FALSE(gone);
  CHECK(gone.error().code == std::errc::no_such_process);
  child->force();
  CHECK(child->wait(soon()));
}
