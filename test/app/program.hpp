// SPDX-License-Identifier: MIT
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/contains.hpp"
#include "support/paths.hpp"
#include "support/victim.hpp"
#include "watchdog/process/list.hpp"
#include "watchdog/process/process.hpp"

namespace watchdog::test {

/// The program itself, run as a user runs it: what it says and how it ends.
class Watchdog {
 public:
  explicit Watchdog(std::vector<std::string> words,
                    const std::vector<std::string>& environment = {},
                    const std::string& program = watchdog_program) {
    process::Command command;
    command.program = program;
    command.arguments = std::move(words);
    // What it writes about its programs is nobody else's business, unless the test says so.
    command.extra_environment = {"WD_STATE_DIR=" + dir_.file("state"),
                                 "WD_RUNTIME_DIR=" + dir_.file("run")};
    command.extra_environment.insert(command.extra_environment.end(), environment.begin(),
                                     environment.end());
    command.output = process::Stream::to_file(dir_.file("out"));
    command.error = process::Stream::to_file(dir_.file("err"));
    Result<process::Child> child = process::spawn(command);
    REQUIRE(child);
    child_ = std::move(*child);
    const Result<process::Identity> id = process::identify(child_.pid());
    if (id) id_ = *id;
  }
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;
  ~Watchdog() {
    if (waited_) return;
    (void)child_.ask();
    if (child_.wait(soon())) return;
    child_.force();
    (void)child_.wait(soon());
  }

  process::Pid pid() const { return child_.pid(); }
  const process::Identity& id() const { return id_; }
  bool runs() const { return !child_.wait(Clock::now()); }
  void ask() { CHECK(child_.ask()); }
  std::string out() const { return text_of("out"); }
  std::string err() const { return text_of("err"); }
  bool says(const std::string& text) const { return err().find(text) != std::string::npos; }
  bool wait_until_says(const std::string& text) const {
    return wait_until([&] { return says(text); });
  }

  /// The objects of --json with that event, as far as they have been said.
  std::vector<nlohmann::json> events(const std::string& event) const {
    std::vector<nlohmann::json> found;
    std::istringstream in(err());
    for (std::string line; std::getline(in, line);) {
      nlohmann::json object = nlohmann::json::parse(line, nullptr, false);
      if (object.is_object() && object.value("event", "") == event)
        found.push_back(std::move(object));
    }
    return found;
  }
  bool wait_for_events(const std::string& event, std::size_t count) const {
    return wait_until([&] { return events(event).size() >= count; });
  }

  process::Exit wait() {
    const Result<process::Exit> exit = child_.wait(soon());
    REQUIRE(exit);
    waited_ = true;
    return *exit;
  }

 private:
  /// With the line ends of here.
  std::string text_of(const std::string& name) const {
    std::string text = read_file(dir_.file(name));
    std::erase(text, '\r');
    return text;
  }

  TempDir dir_;
  process::Child child_;
  process::Identity id_;
  bool waited_ = false;
};

/// Ends a process by force as a stranger would.
inline void kill_process(process::Pid pid) {
  const Result<process::Identity> id = process::identify(pid);
  REQUIRE(id);
  REQUIRE(process::end(*id, milliseconds(0)));
}

/// How it ends when it was asked to: by TERM with 0; on Windows by Ctrl-C, which leaves a code.
inline process::Exit end_of_asked() {
  const bool has_signals = !process::signal_name(15).empty();
  return process::Exit::code(has_signals ? 0 : 0xC000013A);
}

}  // namespace watchdog::test
