// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "support/paths.hpp"
#include "support/printing.hpp"
#include "support/temp_dir.hpp"
#include "support/wait_until.hpp"
#include "watchdog/process/list.hpp"
#include "watchdog/process/spawn.hpp"

namespace watchdog::test {

/// A victim under a name that nobody else has, in a folder of its own.
class Victim {
 public:
  explicit Victim(const std::string& name = unique_name("wdv"))
      : program_(dir_.file(name + suffix())) {
    std::filesystem::copy_file(utf8_path(victim_program), utf8_path(program_));
  }

  const std::string& program() const { return program_; }
  /// The file's own name, with the suffix of the system.
  std::string name() const { return utf8_text(utf8_path(program_).filename()); }
  std::string file(const std::string& name) const { return dir_.file(name); }

  process::Command command(std::vector<std::string> steps) const {
    process::Command command;
    command.program = program_;
    command.arguments = std::move(steps);
    return command;
  }

  /// The same with its output in a file; read it with output().
  process::Command printing(std::vector<std::string> steps) const {
    process::Command result = command(std::move(steps));
    result.output = process::Stream::to_file(file("out"));
    return result;
  }
  std::vector<std::string> output() const { return lines("out"); }

  std::vector<std::string> lines(const std::string& name) const {
    std::vector<std::string> result;
    std::istringstream in(read_file(file(name)));
    for (std::string line; std::getline(in, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      result.push_back(line);
    }
    return result;
  }

  /// What a victim's step note= or child= wrote there.
  process::Pid noted_pid(const std::string& name, std::size_t line = 0) const {
    return static_cast<process::Pid>(std::stoul(lines(name).at(line)));
  }

  /// Whether that process is one of this victim's and lives. Numbers go to others soon, in Wine at
  /// once.
  bool lives(process::Pid pid) const {
    const Result<process::Entry> entry = process::inspect(pid);
    return entry && entry->kind != process::Entry::Kind::zombie && entry->name() == name();
  }
  bool lives(const std::string& noted, std::size_t line = 0) const {
    return lives(noted_pid(noted, line));
  }

  /// Waits until `name` has that many lines.
  bool wait_for_lines(const std::string& name, std::size_t count) const {
    return wait_until([&] { return lines(name).size() >= count; });
  }

 private:
  static std::string suffix() { return std::filesystem::path(victim_program).extension().string(); }

  TempDir dir_;
  std::string program_;
};

inline Time soon() { return Clock::now() + milliseconds(20'000); }

/// Runs it to its end. The exit is unknown when it could not be started or did not end in time.
inline process::Exit run_to_end(const process::Command& command) {
  const Result<process::Child> child = process::spawn(command);
  if (!child) return {};
  Result<process::Exit> exit = child->wait(soon());
  return exit ? *exit : process::Exit{};
}

}  // namespace watchdog::test
