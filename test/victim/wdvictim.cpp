// SPDX-License-Identifier: MIT
//
// A program with many ways to live and die. Its words are steps, taken one after the other:
//   note=FILE        append a line with its pid to FILE
//   print=TEXT       write TEXT and a newline to stdout
//   env=NAME         print that variable
//   args             print the words that follow, one a line
//   directory        print the current folder
//   handles          print what else is open
//   child=FILE       start a child that notes and idles
//   orphan=FILE      the same, in a session of its own
//   ignore           do not end when asked to
//   answer=FILE:CODE note "asked" and exit with CODE then
//   until=FILE       go on when FILE is there
//   first=FILE       go on only in the run that creates FILE; otherwise exit with 0
//   title=NAME       rename itself (Linux)
//   say=WORDS        say that to who keeps it (sd_notify)
//   beat=FILE        say WATCHDOG=1, and note each in FILE.beats, until FILE is there
//   live=MS          live that long, then go on
//   idle             live for ever
//   exit=CODE        exit
//   signal=N         die by that signal
//   allocate=MIB     hold that much memory, written to
//   burn=MS          keep the processor busy for that share of its time
//   threads=N        start that many, which idle
//   suspend          stop until continued
//   abort            die by abort()
//   crash            die by a bad access
// When no step is left it exits with 0.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "system.hpp"
#include "watchdog/notify/notify.hpp"

namespace {

std::filesystem::path path_of(const std::string& utf8) {
  return std::filesystem::path(std::u8string(utf8.begin(), utf8.end()));
}

void note(const std::string& file, const std::string& line) {
  std::ofstream(path_of(file), std::ios::app) << line + "\n";
}

void print(const std::string& text) { std::cout << text << std::endl; }

void wait_for_file(const std::string& file) {
  while (!std::filesystem::exists(path_of(file))) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

void beat_until(const std::string& file) {
  while (!std::filesystem::exists(path_of(file))) {
    watchdog::notify::send("WATCHDOG=1");
    note(file + ".beats", "beat");
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void only_first_run(const std::string& file) {
  if (std::filesystem::exists(path_of(file))) victim::quit(0);
  note(file, "seen");
}

void answer(const std::string& value) {
  const std::size_t colon = value.rfind(':');
  victim::answer_requests(value.substr(0, colon),
                          static_cast<unsigned>(std::stoul(value.substr(colon + 1))));
}

/// Volatile twice: the compiler may neither leave the write out nor know where it goes.
void bad_access() {
  volatile int* volatile nowhere = nullptr;
  *nowhere = 1;
}

/// Held to the end: written to, so that it is there, and in a place that no optimiser forgets.
void allocate(std::size_t mebibytes) {
  static std::vector<std::string> held;
  held.emplace_back(mebibytes << 20, 'x');
}

/// By its own share of the processor, not by the clock: others may have the rest of it.
void burn(std::chrono::milliseconds time) {
  const auto share = static_cast<std::clock_t>(time.count() * CLOCKS_PER_SEC / 1'000);
  const std::clock_t end = std::clock() + share;
  while (std::clock() < end) continue;
}

void start_threads(unsigned long count) {
  while (count-- > 0) std::thread(victim::idle).detach();
}

std::string current_folder() {
  const std::u8string text = std::filesystem::current_path().u8string();
  return {text.begin(), text.end()};
}

void step(const std::string& name, const std::string& value) {
  if (name == "note") return note(value, std::to_string(victim::own_pid()));
  if (name == "print") return print(value);
  if (name == "env") return print(victim::variable(value));
  if (name == "directory") return print(current_folder());
  if (name == "handles") return print(victim::open_handles());
  if (name == "child") return victim::start_child({"note=" + value, "idle"});
  if (name == "orphan") return victim::start_orphan({"note=" + value, "idle"});
  if (name == "ignore") return victim::ignore_requests();
  if (name == "answer") return answer(value);
  if (name == "until") return wait_for_file(value);
  if (name == "first") return only_first_run(value);
  if (name == "say") return void(watchdog::notify::send(value));
  if (name == "beat") return beat_until(value);
  if (name == "title") return victim::set_title(value);
  if (name == "live")
    return std::this_thread::sleep_for(std::chrono::milliseconds(std::stol(value)));
  if (name == "idle") victim::idle();
  if (name == "exit") victim::quit(static_cast<unsigned>(std::stoul(value, nullptr, 0)));
  if (name == "signal") return victim::raise_signal(std::stoi(value));
  if (name == "allocate") return allocate(std::stoul(value));
  if (name == "burn") return burn(std::chrono::milliseconds(std::stol(value)));
  if (name == "threads") return start_threads(std::stoul(value));
  if (name == "suspend") return victim::suspend();
  if (name == "abort") std::abort();
  if (name == "crash") return bad_access();
  std::fprintf(stderr, "wdvictim: no step '%s'\n", name.c_str());
  victim::quit(99);
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> words = victim::words(argc, argv);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "args") {
      while (++i < words.size()) print(words[i]);
      break;
    }
    const std::size_t equals = words[i].find('=');
    const bool has_value = equals != std::string::npos;
    step(words[i].substr(0, equals), has_value ? words[i].substr(equals + 1) : "");
  }
}
